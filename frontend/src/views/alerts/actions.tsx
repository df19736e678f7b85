// What a person can do about an alert: take it, close it, open it again, or file what the loop proposes.
import { useSignal } from "@preact/signals";
import type { Receipt } from "../../api/types";
import type { Alert, JsonObject } from "../../picture/picture";
import { actingPost, later, now, picture } from "../../picture/state";
import { EntryForm, Filed } from "../filing/form";
import { startingBody, type Starting } from "../filing/proposals";
import { audienceOf } from "../filing/submit";

const TAKE_S = 1800;

interface Choice extends Starting {
  kind: string;
  does: string;
  fixed: string[];
}

function own(alert: Alert): { kind: string; title: string; body: () => JsonObject }[] {
  const close = { kind: "alert.close", title: "Close…", body: () => ({ alert: alert.id, reason: "" }) };
  if (alert.state === "closed") return [{ kind: "alert.reopen", title: "Open again…", body: () => ({ alert: alert.id, reason: "" }) }];
  const take = { kind: "alert.take", title: "Take…", body: () => ({ alert: alert.id, until: later(TAKE_S) }) };
  return alert.state === "taken" ? [close] : [take, close];
}

export function Actions({ alert }: { alert: Alert }) {
  const chosen = useSignal<Choice | null>(null);
  const receipt = useSignal<Receipt | null>(null);
  const stop = (): void => {
    chosen.value = null;
  };
  const propose = (step: NonNullable<Alert["proposes"]>[number]): void => {
    const shown = picture.value;
    if (!shown) return;
    const made = startingBody(step.kind, alert, shown, actingPost.value ?? "", now.value);
    const start = { body: step.body ?? made.body, audience: step.audience ?? made.audience };
    chosen.value = { ...start, kind: step.kind, does: "File", fixed: [] };
  };
  const filed = (found: Receipt): void => {
    receipt.value = found;
    chosen.value = null;
  };
  const current = chosen.value;
  return (
    <div class="actions">
      {receipt.value && !current && <Filed receipt={receipt.value} />}
      {!current && (
        <p class="form-buttons">
          {own(alert).map((action) => (
            <button
              key={action.kind}
              type="button"
              onClick={() =>
                (chosen.value = {
                  kind: action.kind,
                  body: action.body(),
                  audience: audienceOf(alert.addressees),
                  does: action.title.replace("…", ""),
                  fixed: ["alert"],
                })
              }
            >
              {action.title}
            </button>
          ))}
          {(alert.proposes ?? []).map((step) => (
            <button key={step.kind + step.words} type="button" class="proposal" onClick={() => propose(step)}>
              <span class="quiet">proposed:</span> <span dir="auto">{step.words || step.kind}</span>
            </button>
          ))}
        </p>
      )}
      {current && (
        <EntryForm
          key={`${current.kind}/${actingPost.value}`}
          kind={current.kind}
          template={current.body}
          audience={current.audience}
          does={current.does}
          fixed={current.fixed}
          filed={filed}
          cancel={stop}
        />
      )}
    </div>
  );
}
