// One plan conflict: the map, the facts, the side view, and the ways apart, of one picture and one reader.
import { signal, useSignal } from "@preact/signals";
import { useEffect, useMemo, useRef } from "preact/hooks";
import type { Receipt } from "../../api/types";
import { items } from "../../map/items";
import { actorLooks } from "../../map/looks";
import { Swatch } from "../../map/swatch";
import { Badge } from "../../parts/badge";
import { Empty } from "../../parts/empty";
import { ActorName, actorName, PostName } from "../../picture/names";
import type { PlanConflict } from "../../picture/conflict";
import type { Alert, Picture, Plan } from "../../picture/picture";
import { lookAt, lookedAt, openedByHand, picture, show } from "../../picture/state";
import { Filed } from "../filing/form";
import { ConflictFacts } from "./facts";
import { ConflictMap } from "./map";
import { ProposalForm, type Proposal } from "./propose";
import { plansOf, scene } from "./scene";
import { SideTable } from "./side-table";
import { SideView } from "./side-view";
import { WaysTable } from "./ways";
import { chosenWay, followWays, pointedWay, ways } from "./ways-state";
import { allHeights, kindWords, shortSpan, span } from "./words";

/** What was filed from here: it stays in view when the conflict it ended is gone. */
const filed = signal<{ alert: string; receipt: Receipt } | null>(null);

function titleOf(conflict: PlanConflict): string {
  const who = conflict.plans.map((side) => side.plan ?? `a plan of ${actorName(side.actor)}`);
  return `${who.join(" and ")} ${conflict.certain === "yes" ? "could meet" : "could perhaps meet"}`;
}

/** Whether a conflict's time is over, by its alert. */
function isPast(conflict: PlanConflict, alerts: Alert[]): boolean {
  return alerts.find((alert) => alert.id === conflict.alert)?.past ?? false;
}

function Chooser({ shown, chosen }: { shown: Picture; chosen: PlanConflict | undefined }) {
  const all = shown.findings.plan_conflicts;
  return (
    <label class="choice">
      <span>Plan conflict</span>
      <select value={chosen?.alert ?? ""} onChange={(event) => lookAt(event.currentTarget.value || null)}>
        {!chosen && <option value="">choose one of {all.length}</option>}
        {all.map((conflict) => (
          <option key={conflict.alert} value={conflict.alert}>
            {titleOf(conflict)}
            {isPast(conflict, shown.alerts) ? " (past)" : ""}
          </option>
        ))}
      </select>
    </label>
  );
}

/** Both plans in words, each with its hatching: the legend of the side view. */
function Legend({ conflict, plans, looks }: { conflict: PlanConflict; plans: (Plan | null)[]; looks: number[] }) {
  return (
    <ul class="side-legend">
      {plans.map((plan, side) => (
        <li key={side}>
          {plan ? <Swatch group="Plans" look={looks[side]} /> : <span aria-hidden="true">◌</span>}
          {plan ? (
            <span>
              <strong>
                <bdi>{plan.id}</bdi>
              </strong>{" "}
              {kindWords(plan.kind)} of <ActorName id={plan.actor} />
              <small>
                {shortSpan(plan.starts_at, plan.ends_at, conflict.interval?.start ?? null)} · {allHeights(plan.volumes)}
              </small>
            </span>
          ) : (
            <span>
              a plan of <ActorName id={conflict.plans[side]?.actor} />
              <small>
                not disclosed to this reader, so it is not drawn; contact: <PostName id={conflict.plans[side]?.contact} />
              </small>
            </span>
          )}
        </li>
      ))}
    </ul>
  );
}

/** A hatching for each side: its actor's on the map; another one where both are the same actor's. */
function looksOf(conflict: PlanConflict, shown: Picture): number[] {
  const byActor = actorLooks(items(shown));
  const [one, two] = conflict.plans.map((side, at) => byActor.get(side.actor) ?? at + 4);
  return [one ?? 0, two === one ? ((two ?? 0) + 1) % 6 : (two ?? 1)];
}

function Conflict({ shown, conflict }: { shown: Picture; conflict: PlanConflict }) {
  const proposal = useSignal<Proposal | null>(null);
  const form = useRef<HTMLDivElement>(null);
  const plans = useMemo(() => plansOf(conflict, shown.plans.plans), [shown, conflict]);
  const looks = useMemo(() => looksOf(conflict, shown), [shown, conflict]);
  const previewed = pointedWay.value ?? chosenWay.value;
  const drawn = useMemo(() => scene(conflict, plans, ways.value, previewed), [conflict, plans, ways.value, previewed]);
  const alert = shown.alerts.find((one) => one.id === conflict.alert);
  const propose = (way: Proposal["way"], plan: Plan): void => {
    chosenWay.value = way.rank;
    proposal.value = { way, plan };
  };
  useEffect(() => {
    if (proposal.value) form.current?.querySelector<HTMLElement>("textarea, input")?.focus();
  }, [proposal.value]);
  return (
    <div class="conflict-view" data-conflict={conflict.alert}>
      <div class="conflict-place">
        <ConflictMap />
        <ConflictFacts conflict={conflict} alert={alert} />
      </div>
      <div class="conflict-time">
        <section class="side" aria-labelledby="side-title">
          <h3 id="side-title">Time and height, from the side</h3>
          <Legend conflict={conflict} plans={plans} looks={looks} />
          <SideView of={drawn} conflict={conflict} looks={looks} undisclosed={conflict.plans.filter((_, side) => !plans[side]).map((side) => side.actor)} />
        </section>
        <SideTable conflict={conflict} plans={plans} />
        <WaysTable conflict={conflict} plans={plans} propose={shown.mechanism.exercise ? propose : null} />
        <div ref={form}>
          {proposal.value && (
            <ProposalForm
              proposal={proposal.value}
              alert={conflict.alert}
              filed={(receipt) => {
                filed.value = { alert: conflict.alert, receipt };
                proposal.value = null;
              }}
              cancel={() => (proposal.value = null)}
            />
          )}
        </div>
      </div>
    </div>
  );
}

export function ConflictView() {
  const shown = picture.value;
  const head = useRef<HTMLHeadingElement>(null);
  useEffect(followWays, []);
  useEffect(() => {
    if (openedByHand.value) head.current?.focus(); // what was pressed to come here is gone
    openedByHand.value = false;
  }, []);
  if (!shown) return null;
  const all = shown.findings.plan_conflicts;
  const conflict = all.find((one) => one.alert === lookedAt.value);
  const alert = shown.alerts.find((one) => one.id === conflict?.alert);
  return (
    <>
      <div class="view-head">
        <h2 ref={head} tabIndex={-1}>
          {conflict ? titleOf(conflict) : "Plan conflicts"}
        </h2>
        {all.length > 0 && (
          <div class="view-tools">
            <Chooser shown={shown} chosen={conflict} />
            {alert && (
              <button type="button" onClick={() => show("alerts")}>
                To the alerts
              </button>
            )}
          </div>
        )}
      </div>
      {filed.value && filed.value.alert === lookedAt.value && <Filed receipt={filed.value.receipt} />}
      {conflict && (
        <>
          <p class="card-line conflict-line">
            {conflict.certain !== "yes" && <Badge tone="open">possible: something is unknown</Badge>}
            {conflict.too_late && (
              <Badge tone="warn" shape="▲">
                too late to act on
              </Badge>
            )}
            {isPast(conflict, shown.alerts) && (
              <Badge tone="plain" shape="□">
                past
              </Badge>
            )}
            {conflict.disclosed && <span class="chip">disclosed: {conflict.disclosed}</span>}
            <span>{conflict.interval ? span(conflict.interval.start, conflict.interval.end) : "at a time that is not known"}</span>
          </p>
          <Conflict key={conflict.alert} shown={shown} conflict={conflict} />
        </>
      )}
      {!conflict && lookedAt.value && (
        <p class="empty">
          The plan conflict <code>{lookedAt.value}</code> is not among those that <PostName id={shown.reader.post} /> sees now. It ends when a plan is
          changed or withdrawn, and it is told only to those whose plans they are.
        </p>
      )}
      {!conflict && !lookedAt.value && all.length === 0 && <Empty what="No two plans could meet, as far as is known." />}
      {!conflict && all.length > 0 && (
        <ul class="cards">
          {all.map((one) => (
            <li key={one.alert} class="card">
              <h3>{titleOf(one)}</h3>
              <p class="card-line">
                <span>{one.interval ? span(one.interval.start, one.interval.end) : "at a time that is not known"}</span>
                <button type="button" onClick={() => lookAt(one.alert)}>
                  Look at it…
                </button>
              </p>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
