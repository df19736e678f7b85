// A way apart as a draft: the whole plan again as its next version, moved. Nothing is filed without a person's hand.
import type { Receipt, Way } from "../../api/types";
import type { JsonObject, Plan } from "../../picture/picture";
import { EntryForm } from "../filing/form";
import { planBody } from "../filing/proposals";
import { readersOf } from "../filing/submit";
import { after } from "./shift";
import { by, does } from "./words";

export interface Proposal {
  way: Way;
  plan: Plan;
}

function bodyOf({ way, plan }: Proposal, alert: string): JsonObject {
  const moved = way.ends.find((end) => end.plan === plan.id);
  const volumes = moved ? after(plan.volumes, way, moved) : plan.volumes;
  const change = moved ? `${does(moved)} by ${by(way)}` : "Change";
  const half = way.shared ? ", and the other side by as much the other way" : "";
  return {
    ...planBody(plan, plan.version + 1),
    volumes: volumes as unknown as JsonObject[],
    words: `${change}${half}: a way apart from the plan conflict ${alert}.`,
  };
}

export function ProposalForm({ proposal, alert, filed, cancel }: { proposal: Proposal; alert: string; filed: (receipt: Receipt) => void; cancel: () => void }) {
  const { way, plan } = proposal;
  return (
    <EntryForm
      key={`${alert}/${way.rank}/${plan.id}`}
      kind="plan.amend"
      template={bodyOf(proposal, alert)}
      audience={readersOf(plan.entry)}
      does={`File version ${plan.version + 1} of ${plan.id}`}
      fixed={["plan", "version", "kind", "actor"]}
      filed={filed}
      cancel={cancel}
    >
      <p>
        <strong>{way.words}</strong> This files the whole of {plan.id} again as version {plan.version + 1}
        {way.shared ? ", which is one half of the change: without the other side's half they could still meet." : "."} It is not permission.
      </p>
    </EntryForm>
  );
}
