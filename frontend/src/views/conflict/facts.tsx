// What is known of the conflict, in words: where, when, how near, which separation, who calls whom by when.
// Rule: what is not disclosed to this reader is said to be so; it is never shown as "not known".
import type { ComponentChildren } from "preact";
import { Badge } from "../../parts/badge";
import { Countdown } from "../../parts/countdown";
import { ActorName, PostName } from "../../picture/names";
import type { PlanConflict } from "../../picture/conflict";
import type { Alert, LonLat } from "../../picture/picture";
import { full } from "../../picture/times";
import { waits } from "../../picture/waiting";
import { exactly, kindWords, span } from "./words";

const HIDDEN = "not disclosed to this reader";

function degrees([lon, lat]: LonLat): string {
  return `${Math.abs(lat).toFixed(4)}° ${lat < 0 ? "S" : "N"}, ${Math.abs(lon).toFixed(4)}° ${lon < 0 ? "W" : "E"}`;
}

/** Metres as they were computed, to the decimetre below a kilometre. */
function exactMetres(m: number): string {
  return m < 1000 ? `${Math.round(m * 10) / 10} m` : `${(m / 1000).toFixed(3).replace(/\.?0+$/, "")} km`;
}

function Fact({ name, children }: { name: string; children: ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** A number of the evidence in words; null: unknown. */
function measured(value: number | null | undefined, words: (value: number) => string, unknown: string): string {
  return value === null || value === undefined ? unknown : words(value);
}

/** How near they come, and how far apart they must stay; one line where neither is disclosed. */
function Distances({ conflict }: { conflict: PlanConflict }) {
  const { separation } = conflict;
  if (conflict.disclosed && conflict.least_horizontal_m === undefined) return <Fact name="not disclosed">the other plan, least distances, the separation</Fact>;
  const across = (m: number): string => `${exactMetres(m)} across${conflict.error_m ? `, give or take ${exactMetres(conflict.error_m)}` : ""}`;
  return (
    <>
      <Fact name="least distance">
        {measured(conflict.least_horizontal_m, across, "not known across")}
        {conflict.touching && " (touching)"}
      </Fact>
      <Fact name="least height gap">{measured(conflict.least_vertical_m, exactMetres, "not known, so every height counts")}</Fact>
      <Fact name="least time gap">{measured(conflict.gap_s, exactly, "not known, so every time counts")}</Fact>
      {separation && (
        <Fact name="separation">
          {`${exactMetres(separation.horizontal_m)} across, ${exactMetres(separation.vertical_m)} in height, ${exactly(separation.time_s)} in time`}
          <p class="quiet">by {separation.source}</p>
        </Fact>
      )}
    </>
  );
}

function Calls({ conflict, alert }: { conflict: PlanConflict; alert: Alert | undefined }) {
  const calls = conflict.calls ?? [];
  if (!calls.length) return <span class="quiet">nobody is named</span>;
  return (
    <>
      <ul>
        {calls.map((call) => (
          <li key={call.post}>
            <strong>
              <PostName id={call.post} />
            </strong>{" "}
            calls{" "}
            <strong>
              <PostName id={call.calls} />
            </strong>
          </li>
        ))}
      </ul>
      {conflict.call_by && (
        <p>
          by {full(conflict.call_by)} <Countdown deadline={conflict.call_by} done={alert ? !waits(alert) : false} />
        </p>
      )}
    </>
  );
}

function Notice({ conflict }: { conflict: PlanConflict }) {
  if (conflict.notice_s === null || conflict.notice_s === undefined) return null;
  const notice = conflict.notice_s > 0 ? `${exactly(Math.round(conflict.notice_s))} between the later filing and the interval` : "none: it was filed when the interval had begun";
  return (
    <Fact name="notice">
      {conflict.too_late && (
        <Badge tone="warn" shape="▲">
          too late to act on
        </Badge>
      )}{" "}
      {notice}
      {conflict.lead_s ? `; ${exactly(conflict.lead_s)} are needed to act` : ""}
    </Fact>
  );
}

export function ConflictFacts({ conflict, alert }: { conflict: PlanConflict; alert: Alert | undefined }) {
  const { region } = conflict;
  return (
    <dl class="facts conflict-facts">
      <Fact name="whose plans">
        <ul>
          {conflict.plans.map((side, at) => (
            <li key={at}>
              {side.plan ? (
                <>
                  <bdi>{side.plan}</bdi>, version {side.version}: {kindWords(side.kind)} of <ActorName id={side.actor} />
                </>
              ) : (
                <>
                  a plan of <ActorName id={side.actor} /> <span class="quiet">({HIDDEN})</span>
                </>
              )}
            </li>
          ))}
        </ul>
      </Fact>
      <Fact name="when">{conflict.interval ? span(conflict.interval.start, conflict.interval.end) : "at a time that is not known"}</Fact>
      <Fact name="where">
        {region ? `between ${degrees([region.west, region.south])} and ${degrees([region.east, region.north])}` : "place not known"}
        {conflict.at && <p>nearest at {degrees(conflict.at)}</p>}
      </Fact>
      <Fact name="who calls whom">
        <Calls conflict={conflict} alert={alert} />
      </Fact>
      <Notice conflict={conflict} />
      <Distances conflict={conflict} />
      {(conflict.unknown?.length ?? 0) > 0 && <Fact name="not known">{conflict.unknown?.join("; ")}</Fact>}
    </dl>
  );
}
