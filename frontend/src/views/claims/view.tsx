// The claims matrix: what is said to be so, and where each actor stands on it, as known at a moment.
import { signal } from "@preact/signals";
import { Empty } from "../../parts/empty";
import { actors, ActorName } from "../../picture/names";
import type { Claim, Picture } from "../../picture/picture";
import { changes, picture } from "../../picture/state";
import { full } from "../../picture/times";
import { Cell, OthersCell } from "./cell";
import { columns, type Columns } from "./columns";
import { Details } from "./details";
import { KnownAt } from "./known-at";
import { Status } from "./status";

const open = signal<ReadonlySet<string>>(new Set());
const everybody = signal(false);
const filter = signal("");
const onlyChanged = signal(false);

function toggle(id: string): void {
  const next = new Set(open.value);
  if (!next.delete(id)) next.add(id);
  open.value = next;
}

function Row({ claim, shown, layout }: { claim: Claim; shown: Picture; layout: Columns }) {
  const isOpen = open.value.has(claim.id);
  const before = changes.value.claims.get(claim.id);
  const byActor = new Map(claim.stances.map((stance) => [stance.actor, stance]));
  const width = 1 + layout.own.length + (layout.others.length ? 1 : 0);
  return (
    <>
      <tr class={before === undefined ? "claim" : "claim changed"} data-claim={claim.id}>
        <th scope="row">
          <button
            type="button"
            class="expand"
            aria-expanded={isOpen}
            aria-controls={isOpen ? `details-${claim.id}` : undefined}
            onClick={() => toggle(claim.id)}
          >
            <span class="arrow" aria-hidden="true" />
            <span dir="auto">{claim.words}</span>
          </button>
          <Status status={claim.status} before={before} />
          <span class="quiet">
            {claim.statements.length} {claim.statements.length === 1 ? "statement" : "statements"} · {claim.origins.length}{" "}
            {claim.origins.length === 1 ? "origin" : "origins"}
          </span>
        </th>
        {layout.own.map((id) => (
          <Cell key={id} claim={claim.id} stance={byActor.get(id)} title={actors.value.get(id)?.name ?? id} />
        ))}
        {layout.others.length > 0 && (
          <OthersCell claim={claim.id} stances={claim.stances.filter((stance) => layout.others.includes(stance.actor))} />
        )}
      </tr>
      {isOpen && (
        <tr class="details-row" id={`details-${claim.id}`}>
          <td colSpan={width}>
            <Details claim={claim} picture={shown} />
          </td>
        </tr>
      )}
    </>
  );
}

function Controls({ count }: { count: number }) {
  return (
    <div class="view-head">
      <KnownAt />
      <div class="view-tools">
        <label>
          <span class="visually-hidden">Show only claims with these words</span>
          <input type="search" placeholder="find words" value={filter.value} onInput={(event) => (filter.value = event.currentTarget.value)} />
        </label>
        <label class="check">
          <input type="checkbox" checked={everybody.value} onChange={(event) => (everybody.value = event.currentTarget.checked)} />
          columns for all
        </label>
        {changes.value.any && (
          <label class="check">
            <input type="checkbox" checked={onlyChanged.value} onChange={(event) => (onlyChanged.value = event.currentTarget.checked)} />
            only what changed
          </label>
        )}
        <span class="quiet">{count} rows</span>
      </div>
    </div>
  );
}

export function ClaimsView() {
  const shown = picture.value;
  if (!shown) return null;
  const sought = filter.value.trim().toLowerCase();
  const rows = shown.claims.claims.filter((claim) => claim.words.toLowerCase().includes(sought) && (!narrowed() || changed(claim)));
  const layout = columns(shown.claims.claims, actors.value, everybody.value);
  return (
    <>
      <h2 class="visually-hidden">Claims</h2>
      <Controls count={rows.length} />
      {rows.length === 0 ? (
        <Empty what={sought ? "No claim has these words." : "No claim is in the picture."} />
      ) : (
        <div class={everybody.value ? "matrix-frame wide" : "matrix-frame"} tabIndex={0} role="region" aria-label="Claims and stances">
          <table class="matrix">
            <caption class="visually-hidden">Claims, with the stance of each actor, as known at {shown.known_at ? full(shown.known_at) : "now"}</caption>
            <thead>
              <tr>
                <th scope="col">Claim and its status</th>
                {layout.own.map((id) => (
                  <th scope="col" key={id}>
                    <ActorName id={id} scripts />
                    <small class="role">{actors.value.get(id)?.role}</small>
                  </th>
                ))}
                {layout.others.length > 0 && <th scope="col">Other speakers</th>}
              </tr>
            </thead>
            <tbody>
              {rows.map((claim) => (
                <Row key={claim.id} claim={claim} shown={shown} layout={layout} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      <Sources shown={shown} />
    </>
  );
}

function narrowed(): boolean {
  return onlyChanged.value && changes.value.any;
}

function changed(claim: Claim): boolean {
  return changes.value.claims.has(claim.id) || claim.stances.some((stance) => changes.value.stances.has(`${claim.id}/${stance.actor}`));
}

function Sources({ shown }: { shown: Picture }) {
  return (
    <p class="legend quiet">
      “no statement known” means: none in the sources taken in
      {shown.known_at ? `, as known at ${full(shown.known_at)}` : ""}. It is not silence, and silence is not denial. Sources:{" "}
      {shown.claims.sources.map((source, at) => (
        <>
          {at > 0 && "; "}
          <bdi key={source.id}>{source.title}</bdi>
        </>
      ))}
      {shown.claims.sources.length === 0 && "none yet"}.
    </p>
  );
}
