// One actor's stance on one claim, in words, with since when, and what others report of it.
import { ActorName } from "../../picture/names";
import type { Stance } from "../../picture/picture";
import { changes } from "../../picture/state";
import { words } from "../../picture/times";
import { NONE } from "./columns";

const SHAPES: Record<string, string> = {
  asserts: "◆",
  confirms: "✓",
  denies: "✕",
  "disputes part": "◐",
  declines: "⊘",
  withdraws: "↩",
};

export function stanceClass(stance: string): string {
  return `stance ${stance.replaceAll(" ", "-")}`;
}

function Reported({ reported }: { reported: Stance["reported"] }) {
  return (
    <ul class="reported">
      {reported.map((report) => (
        <li key={report.statement + report.says} class="chip">
          according to <ActorName id={report.by} />: {report.says}
          {report.state === "superseded" && " (since superseded)"}
        </li>
      ))}
    </ul>
  );
}

export function StanceWords({ stance }: { stance: Stance }) {
  const none = stance.stance === NONE;
  return (
    <>
      <span class={stanceClass(stance.stance)}>
        {!none && (
          <span class="shape" aria-hidden="true">
            {SHAPES[stance.stance] ?? "●"}
          </span>
        )}
        {stance.stance}
      </span>
      {stance.unnamed && !none && <span class="unnamed">through an unnamed official</span>}
      {!none && stance.signed && <span class="since">signed by its own post</span>}
      {!none && stance.since && <span class="since">since {words(stance.since)}</span>}
    </>
  );
}

export function Cell({ claim, stance, title }: { claim: string; stance: Stance | undefined; title?: string }) {
  if (!stance) {
    return (
      <td class="cell none" data-column={title}>
        <span class="stance">{NONE}</span>
      </td>
    );
  }
  const changed = changes.value.stances.has(`${claim}/${stance.actor}`);
  const marks = [stance.stance === NONE ? "none" : "", changed ? "changed" : ""].join(" ");
  return (
    <td class={`cell ${marks}`} data-column={title}>
      <StanceWords stance={stance} />
      {changed && <span class="changed-mark">changed</span>}
      {stance.reported.length > 0 && <Reported reported={stance.reported} />}
    </td>
  );
}

/** Everybody without a column of their own: only those who said something. */
export function OthersCell({ claim, stances }: { claim: string; stances: Stance[] }) {
  const said = stances.filter((stance) => stance.stance !== NONE || stance.reported.length > 0);
  return (
    <td class={said.length ? "cell others" : "cell others none"} data-column="Other speakers">
      {said.length === 0 && <span class="stance">no statement known</span>}
      <ul class="speakers">
        {said.map((stance) => (
          <li key={stance.actor} class={changes.value.stances.has(`${claim}/${stance.actor}`) ? "changed" : ""}>
            <ActorName id={stance.actor} /> <StanceWords stance={stance} />
            {stance.reported.length > 0 && <Reported reported={stance.reported} />}
          </li>
        ))}
      </ul>
    </td>
  );
}
