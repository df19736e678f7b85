// Who reads an entry: always asked for, always shown. The filer's own actor reads it in any case.
import { actorName, actors } from "../../picture/names";
import { actingActor } from "./submit";

const WITH_POSTS = new Set(["outlet", "unknown", "clerk"]);

export function Audience({ chosen, choose }: { chosen: string[]; choose: (next: string[]) => void }) {
  const everybody = chosen.includes("all");
  const offered = [...actors.value.values()].filter((actor) => !WITH_POSTS.has(actor.role) && !actor.of);
  const flip = (id: string): void => choose(chosen.includes(id) ? chosen.filter((other) => other !== id) : [...chosen, id]);
  const summary = everybody ? "everybody" : [...new Set([actingActor() ?? "", ...chosen])].filter(Boolean).map(actorName).join(", ");
  return (
    <details class="audience">
      <summary>
        Readers: <bdi>{summary}</bdi>
      </summary>
      <fieldset>
        <legend class="visually-hidden">Who reads it</legend>
        <label class="check">
          <input type="checkbox" checked={everybody} onChange={() => choose(everybody ? [] : ["all"])} />
          everybody
        </label>
        {!everybody &&
          offered.map((actor) => (
            <label key={actor.id} class="check">
              <input
                type="checkbox"
                checked={chosen.includes(actor.id) || actor.id === actingActor()}
                disabled={actor.id === actingActor()}
                onChange={() => flip(actor.id)}
              />
              <bdi>{actor.name}</bdi>
            </label>
          ))}
      </fieldset>
    </details>
  );
}
