// The ladder of one notification to one recipient, rung by rung, with times. A rung is reached or it is not:
// shape and word say so, colour only helps.
import { PostName } from "../../picture/names";
import type { Ladder, RungName } from "../../picture/picture";
import { clock, full, metres } from "../../picture/times";
import { remaining } from "../../parts/countdown";

const RUNGS: [RungName, string][] = [
  ["sent", "sent"],
  ["delivered", "delivered"],
  ["acknowledged", "acknowledged"],
  ["read_back", "read back"],
  ["passed_on", "passed on"],
];

/** By when a rung that was not reached should be; null where none waits, or a later rung stands for it. */
function waiting(name: RungName, ladder: Ladder): string | null {
  const found = ladder.deadlines.find((deadline) => deadline.rung === name);
  return found && !found.reached_filed_at && !ladder.rungs[name] && !ladder.void ? found.due_at : null;
}

/** Whether a later rung is reached: then nothing waits for this one, though nobody recorded it. */
function passed(name: RungName, ladder: Ladder): boolean {
  const at = RUNGS.findIndex(([rung]) => rung === name);
  return RUNGS.slice(at + 1).some(([rung]) => ladder.rungs[rung]);
}

function mark(name: RungName, ladder: Ladder): { shape: string; kind: string } {
  const rung = ladder.rungs[name];
  if (!rung) {
    const due = waiting(name, ladder);
    if (due && remaining(due) <= 0) return { shape: "!", kind: "overdue" };
    return passed(name, ladder) ? { shape: "·", kind: "implied" } : { shape: "", kind: "open" };
  }
  if (name === "read_back" && ladder.read_back && ladder.read_back.matches !== "yes") {
    return ladder.read_back.matches === "no" ? { shape: "≠", kind: "wrong" } : { shape: "?", kind: "unsure" };
  }
  if (name === "passed_on" && ladder.units_missing.length > 0) return { shape: "◐", kind: "unsure" };
  return { shape: "✓", kind: "reached" };
}

function extra(name: RungName, ladder: Ladder): string | null {
  if (name === "read_back" && ladder.rungs.read_back && ladder.read_back) {
    const { matches, distance_m: distance } = ladder.read_back;
    if (matches === "yes") return "the same place";
    if (matches === "no") return distance === null ? "not the same" : `${metres(distance)} off`;
    return "cannot tell if the same";
  }
  if (name === "passed_on" && ladder.units_missing.length > 0) return `missing: ${ladder.units_missing.join(", ")}`;
  return null;
}

export function Rungs({ ladder }: { ladder: Ladder }) {
  return (
    <ol class="rungs">
      {RUNGS.map(([name, title]) => {
        const rung = ladder.rungs[name];
        const { shape, kind } = mark(name, ladder);
        const more = extra(name, ladder);
        const due = waiting(name, ladder);
        return (
          <li key={name} class={kind}>
            <span class="step" aria-hidden="true">
              {shape}
            </span>
            <span class="rung-name">
              {title}
              {!rung && <span class="visually-hidden">{kind === "implied" ? ": not recorded" : ": not yet"}</span>}
            </span>
            {rung && (
              <time dateTime={rung.at} title={full(rung.at)}>
                {clock(rung.at)}
              </time>
            )}
            {rung?.by_telephone && <small class="chip">by telephone</small>}
            {rung?.by_post && (
              <small class="quiet rung-post">
                <PostName id={rung.by_post} />
              </small>
            )}
            {due && (
              <small class={remaining(due) <= 0 ? "due late" : "due"}>
                {remaining(due) <= 0 ? "was due" : "due"} {clock(due)}
              </small>
            )}
            {more && <small class="rung-extra">{more}</small>}
          </li>
        );
      })}
    </ol>
  );
}
