// What was seen or heard, by whom, how, and through which chain.
import { ActorName, actorName, Words } from "../../picture/names";
import type { Json, Observation } from "../../picture/picture";
import { words } from "../../picture/times";

function count(of: Observation["count"]): string {
  if (!of) return "";
  const bounds = of.low === of.high ? "" : ` (${of.low} to ${of.high})`;
  return `${of.best}${bounds}, ${of.complete ? "complete count" : "partial count"}`;
}

function chain(source: Json): string {
  if (Array.isArray(source)) return source.map((link) => chain(link)).join(" > ");
  if (typeof source === "object" && source !== null) return String(source.words ?? actorName(String(source.actor ?? "unknown")));
  return source === null ? "not stated" : actorName(String(source));
}

export function Observations({ observations }: { observations: Observation[] }) {
  if (observations.length === 0) return null;
  return (
    <section aria-labelledby="observations-title">
      <h2 id="observations-title">Observations</h2>
      <div class="table-frame" tabIndex={0} role="group" aria-label="Observations">
        <table class="plain">
          <thead>
            <tr>
              <th scope="col">Seen</th>
              <th scope="col">Of whom</th>
              <th scope="col">When, where</th>
              <th scope="col">How</th>
              <th scope="col">Source chain</th>
            </tr>
          </thead>
          <tbody>
            {observations.map((seen) => (
              <tr key={seen.id} data-observation={seen.id}>
                <th scope="row">
                  <Words>{seen.words || seen.subject}</Words>
                  <small class="quiet">
                    {seen.kind} · {seen.subject}
                    {seen.count && ` · ${count(seen.count)}`}
                    {seen.result && ` · ${seen.result}`}
                  </small>
                </th>
                <td>{seen.of_actor ? <ActorName id={seen.of_actor} /> : <span class="quiet">unknown</span>}</td>
                <td dir="auto">
                  {words(seen.at)}
                  <small class="quiet">{seen.place?.words ?? "place as drawn on the map"}</small>
                </td>
                <td>{seen.means}</td>
                <td dir="auto">{chain(seen.source)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
