// Ways apart, as a person would compare them: what changes and whose plan, when and how high it is then, what was
// checked. Rule: an offer to talk about, never a permission; the rank says least disturbance, never best.
import type { Ways, Way } from "../../api/types";
import { Badge } from "../../parts/badge";
import { ActorName, PostName } from "../../picture/names";
import type { PlanConflict } from "../../picture/conflict";
import type { Plan } from "../../picture/picture";
import { picture, seeAs } from "../../picture/state";
import { actingActor } from "../filing/submit";
import { asking, chosenWay, pointedWay, ways, waysTrouble } from "./ways-state";
import { allHeights, by, checked, does, exactly, shortSpan } from "./words";

interface RowProps {
  way: Way;
  conflict: PlanConflict;
  plans: (Plan | null)[];
  propose: ((way: Way, plan: Plan) => void) | null;
}

function Change({ way }: { way: Way }) {
  return (
    <>
      {way.ends.map((end, at) => (
        <span key={end.plan} class="way-change">
          {at > 0 && "and "}
          {at > 0 ? does(end).toLowerCase() : does(end)} <bdi>{end.plan}</bdi> by <strong>{by(way)}</strong>
          <small>
            <ActorName id={end.actor} />
            {!way.shared && " alone"}
          </small>
        </span>
      ))}
      {way.shared && <small>shared: each side half</small>}
    </>
  );
}

function Then({ way, conflict, plans }: Omit<RowProps, "propose">) {
  const around = conflict.interval?.start ?? null;
  return (
    <>
      {way.ends.map((end) => {
        const was = plans.find((plan) => plan?.id === end.plan);
        const high = way.by_m !== null;
        const volumes = end.bands.map((band) => ({ band }));
        return (
          <span key={end.plan} class="way-then">
            {way.ends.length > 1 && <small>{end.plan}</small>}
            {high ? allHeights(volumes) : shortSpan(end.starts_at, end.ends_at, around)}
            {was && <small>instead of {high ? allHeights(was.volumes) : shortSpan(was.starts_at, was.ends_at, around)}</small>}
          </span>
        );
      })}
    </>
  );
}

function Warnings({ way }: { way: Way }) {
  const rules = way.rules ?? [];
  if (way.in_time !== false && !rules.length) return null;
  return (
    <ul class="way-warnings">
      {way.in_time === false && (
        <li>
          <Badge tone="warn">it moves a plan that has begun, or into the past</Badge>
        </li>
      )}
      {rules.map((rule) => (
        <li key={`${rule.plan}/${rule.rule}`}>
          <Badge tone={rule.verdict === "cannot tell" ? "open" : "warn"}>
            {rule.would_be ? "would be: " : ""}
            {rule.plan} {rule.verdict === "cannot tell" ? "may not fit" : rule.verdict}: rule {rule.rule} of {rule.instrument}
          </Badge>
        </li>
      ))}
    </ul>
  );
}

function Row({ way, conflict, plans, propose }: RowProps) {
  const mine = actingActor();
  const own = way.ends.flatMap((end) => plans.filter((plan): plan is Plan => plan !== null && plan.id === end.plan && plan.actor === mine));
  const preview = (): void => {
    pointedWay.value = way.rank;
  };
  return (
    <tr class={chosenWay.value === way.rank ? "way chosen" : "way"} data-way={way.rank} onMouseEnter={preview} onFocusCapture={preview}>
      <td class="way-rank">{way.rank}</td>
      <th scope="row">
        <label class="way-choice">
          <input type="radio" name="way" checked={chosenWay.value === way.rank} onChange={() => (chosenWay.value = way.rank)} />
          <span>
            <Change way={way} />
          </span>
        </label>
      </th>
      <td data-column="then">
        <Then way={way} conflict={conflict} plans={plans} />
      </td>
      <td data-column="moves in all">
        <span class="way-total">{way.by_s !== null ? exactly(way.disturbance_s) : `${(way.by_m ?? 0) * way.of.length} m`}</span>
        {way.by_m !== null && <small>counted as {exactly(way.disturbance_s)}</small>}
      </td>
      <td data-column="checked">
        <span class="way-checked">{checked(way)}</span>
        <Warnings way={way} />
        {propose &&
          own.map((plan) => (
            <button key={plan.id} type="button" class="proposal" onClick={() => propose(way, plan)}>
              Propose for {plan.id}…
            </button>
          ))}
      </td>
    </tr>
  );
}

function AsFiled() {
  const preview = (): void => {
    pointedWay.value = null;
  };
  return (
    <tr class={chosenWay.value === null ? "way chosen" : "way"} onMouseEnter={preview} onFocusCapture={preview}>
      <td class="way-rank" aria-hidden="true">
        –
      </td>
      <th scope="row" colSpan={4}>
        <label class="way-choice">
          <input type="radio" name="way" checked={chosenWay.value === null} onChange={() => (chosenWay.value = null)} />
          <span>As filed: nothing changes, and they could meet</span>
        </label>
      </th>
    </tr>
  );
}

/** Why the others are not offered: each reason once. */
function NotOffered({ of }: { of: Ways["not_offered"] }) {
  if (!of.length) return null;
  return (
    <details>
      <summary>
        {of.length} {of.length === 1 ? "kind of change is" : "kinds of change are"} not offered
      </summary>
      <ul class="not-offered">
        {of.map((one) => (
          <li key={`${one.kind}/${one.of.join()}`}>
            <strong>
              {one.kind} {one.of.join(" and ")}
            </strong>
            : {one.why}
            {one.in_the_way.length > 0 && `; in the way: ${one.in_the_way.join(", ")}`}
          </li>
        ))}
      </ul>
    </details>
  );
}

/** Who could file a change, where the acting post cannot. */
function WhoFiles({ conflict, found }: { conflict: PlanConflict; found: Ways }) {
  const mine = actingActor();
  const moved = new Set(found.ways.flatMap((way) => way.ends.map((end) => end.actor)));
  if (!found.ways.length || (mine && moved.has(mine)) || !picture.value?.mechanism.exercise) return null;
  const contacts = [...new Set(conflict.plans.filter((side) => moved.has(side.actor)).map((side) => side.contact))].filter((post) => post !== null && post !== undefined);
  return (
    <p class="form-buttons">
      <span class="quiet">A change is filed by whose plan it is. Act as</span>
      {contacts.map((post) => (
        <button key={post} type="button" onClick={() => seeAs(post)}>
          <PostName id={post} />
        </button>
      ))}
    </p>
  );
}

function Trouble() {
  const found = waysTrouble.value;
  if (!found) return null;
  return (
    <div class="problems" role="alert">
      <p>
        <strong>The ways apart cannot be shown.</strong> <span dir="auto">{found.title}</span>
      </p>
      {found.problems.length > 0 && (
        <ol>
          {found.problems.map((problem, at) => (
            <li key={at}>
              <code>{problem.where}</code> <span dir="auto">{problem.what}.</span> <em dir="auto">{problem.next_step}.</em>
            </li>
          ))}
        </ol>
      )}
    </div>
  );
}

export function WaysTable({ conflict, plans, propose }: Omit<RowProps, "way">) {
  const found = ways.value;
  return (
    <section class="ways" aria-labelledby="ways-title" aria-busy={asking.value}>
      <h3 id="ways-title">Ways apart</h3>
      <p class="quiet section-note">
        Changes after which the two no longer meet, the least disturbance first. Point at one, or choose it, to see it in the side view.
        {found && ` Checked against ${found.checked_against}.`}
      </p>
      <Trouble />
      {!found && !waysTrouble.value && <p class="waiting">Looking for ways apart…</p>}
      {found && found.ways.length === 0 && <p class="empty">No way apart is offered to this reader. Those whose plans they are may be offered some.</p>}
      {found && found.ways.length > 0 && (
        <table class="plain ways-table" onMouseLeave={() => (pointedWay.value = null)} onBlurCapture={() => (pointedWay.value = null)}>
          <caption class="visually-hidden">Ways apart, by how much they move</caption>
          <thead>
            <tr>
              <th scope="col">
                <abbr title="rank: least disturbance first">#</abbr>
              </th>
              <th scope="col">what changes</th>
              <th scope="col">then, UTC</th>
              <th scope="col">moves in all</th>
              <th scope="col">what was checked</th>
            </tr>
          </thead>
          <tbody>
            <AsFiled />
            {found.ways.map((way) => (
              <Row key={way.rank} way={way} conflict={conflict} plans={plans} propose={propose} />
            ))}
          </tbody>
        </table>
      )}
      {found && (
        <>
          <p class="quiet ways-notice">
            {found.notice}
            {found.limits.grid_s > 1 && ` Changes are offered on full ${exactly(found.limits.grid_s)}: the other plan's times are not disclosed.`}
          </p>
          <WhoFiles conflict={conflict} found={found} />
          <NotOffered of={found.not_offered} />
        </>
      )}
    </section>
  );
}
