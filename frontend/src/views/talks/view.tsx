// The talks: meetings apart from their acknowledgement, demands and which of them cannot both hold, commitments
// and guarantees with their open slots.
import { Badge, TruthBadge } from "../../parts/badge";
import { Empty } from "../../parts/empty";
import { Facts, known } from "../../parts/facts";
import { ActorName, actorName, Words } from "../../picture/names";
import type { Demand, Json, JsonObject, Meeting, Picture, Talks } from "../../picture/picture";
import { picture } from "../../picture/state";
import { Status, StatusWords } from "../claims/status";
import { full, ms, words } from "../../picture/times";

function Acknowledgement({ meeting, shown }: { meeting: Meeting; shown: Picture }) {
  const claim = shown.claims.claims.find((found) => found.id === meeting.claim);
  const found = (shown.findings.acknowledgements ?? []).find((item) => item.meeting === meeting.id);
  if (!claim && !found?.acknowledgement) return <span class="quiet">no claim that it took place</span>;
  return (
    <>
      {claim && <Status status={claim.status} />}
      {claim && <StatusWords status={claim.status} />}
      {!claim && found && <Facts of={found.acknowledgement} />}
    </>
  );
}

function participant(of: Meeting["participants"][number]): string {
  const said = of.slot;
  if (!of.actor) return said ?? "unknown";
  return said && said !== of.actor ? `${actorName(of.actor)} (${said})` : actorName(of.actor);
}

function MeetingRow({ meeting, shown }: { meeting: Meeting; shown: Picture }) {
  return (
    <tr data-meeting={meeting.id}>
      <th scope="row">
        <Words>{meeting.title}</Words>
        <small class="quiet" dir="auto">
          {meeting.place?.words ?? "place not known"} · {words(meeting.at)}
        </small>
      </th>
      <td>
        <Badge tone={meeting.phase === "held" ? "agree" : meeting.phase === "cancelled" ? "against" : "open"}>{meeting.phase ?? "phase not known"}</Badge>
        {meeting.phases.length > 1 && (
          <details>
            <summary>{meeting.phases.length} phases said</summary>
            <Facts of={meeting.phases} />
          </details>
        )}
      </td>
      <td>
        <Acknowledgement meeting={meeting} shown={shown} />
      </td>
      <td dir="auto">{meeting.participants.map(participant).join(", ")}</td>
    </tr>
  );
}

function scopeWords(scope: Json | undefined): string {
  if (typeof scope === "object" && scope !== null && "words" in scope) return String((scope as JsonObject).words ?? "");
  return "";
}

function DemandBox({ demand }: { demand: Demand | undefined }) {
  if (!demand) return <div class="demand quiet">a demand that this reader does not see</div>;
  const scope = scopeWords(demand.scope);
  return (
    <div class="demand" data-demand={demand.id}>
      <p class="quiet">
        <ActorName id={demand.by} /> asks {demand.of.map(actorName).join(", ") || "nobody named"}: {demand.what}
      </p>
      <p>
        <Words>{demand.words}</Words>
      </p>
      {scope && (
        <p class="quiet">
          scope: <span dir="auto">{scope}</span>
        </p>
      )}
      {(demand.inferred ?? []).map((inference, at) => (
        <p key={at} class="quiet" dir="auto">
          inferred scope, recorded by {inference.by}: {inference.areas.join(", ")} ({inference.reason})
        </p>
      ))}
    </div>
  );
}

function Pairs({ talks }: { talks: Talks }) {
  const demand = (id: string): Demand | undefined => talks.demands.find((found) => found.id === id);
  if (talks.pairs.length === 0) return null;
  return (
    <section aria-labelledby="pairs-title">
      <h2 id="pairs-title">Demands side by side</h2>
      {talks.pairs.map((pair) => (
        <div class="pair" key={`${pair.a}/${pair.b}/${pair.relation}`} data-relation={pair.relation}>
          <DemandBox demand={demand(pair.a)} />
          <div class="pair-middle">
            <span aria-hidden="true">{pair.relation === "incompatible" ? "⇹" : "≈"}</span>
            <TruthBadge truth={pair.truth} meaning={pair.relation} />
            <details>
              <summary>why</summary>
              <Facts of={pair.why} />
              {pair.conditions && <Facts of={pair.conditions} />}
            </details>
          </div>
          <DemandBox demand={demand(pair.b)} />
        </div>
      ))}
    </section>
  );
}

function Commitments({ talks }: { talks: Talks }) {
  return (
    <section aria-labelledby="commitments-title">
      <h2 id="commitments-title">Commitments and guarantees</h2>
      {talks.commitments.length + talks.guarantees.length === 0 && <Empty what="None is known." />}
      <div class="cards">
        {talks.commitments.map((commitment) => (
          <article class="card" key={commitment.id}>
            <h3>
              <Words>{commitment.words}</Words>
            </h3>
            <p class="card-line">
              <Badge>{commitment.state}</Badge> <TruthBadge truth={commitment.overdue} meaning="overdue" />
            </p>
            <Facts of={known(commitment)} besides={["words", "state", "overdue", "id"]} />
          </article>
        ))}
        {talks.guarantees.map((guarantee) => (
          <article class="card" key={guarantee.id}>
            <h3>
              <Words>{guarantee.words}</Words>
            </h3>
            <p class="card-line">
              {guarantee.guarantor ? (
                <Badge tone="agree">
                  guarantor: <ActorName id={guarantee.guarantor} />
                </Badge>
              ) : (
                <Badge tone="open">guarantor slot open</Badge>
              )}
            </p>
            <Facts of={known(guarantee)} besides={["words", "guarantor", "slot", "id"]} />
          </article>
        ))}
      </div>
    </section>
  );
}

function begins(meeting: Meeting): number {
  const at = meeting.at;
  const moment = typeof at === "string" ? at : (at?.earliest ?? at?.latest);
  return moment ? ms(moment) : Number.MAX_SAFE_INTEGER;
}

export function TalksView() {
  const shown = picture.value;
  if (!shown) return null;
  const { talks } = shown;
  const paired = new Set(talks.pairs.flatMap((pair) => [pair.a, pair.b]));
  const alone = talks.demands.filter((demand) => !paired.has(demand.id));
  return (
    <>
      <div class="view-head">
        <h2>Meetings</h2>
        <p class="quiet">Whether a meeting took place, and who acknowledges that, are two things.</p>
      </div>
      {talks.meetings.length === 0 ? (
        <Empty what="No meeting is known." />
      ) : (
        <div class="table-frame" tabIndex={0} role="group" aria-label="Meetings">
          <table class="plain">
            <thead>
              <tr>
                <th scope="col">Meeting</th>
                <th scope="col">Phase</th>
                <th scope="col">Acknowledgement</th>
                <th scope="col">Participants</th>
              </tr>
            </thead>
            <tbody>
              {[...talks.meetings].sort((a, b) => begins(a) - begins(b)).map((meeting) => (
                <MeetingRow key={meeting.id} meeting={meeting} shown={shown} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      <Pairs talks={talks} />
      {alone.length > 0 && (
        <section aria-labelledby="demands-title">
          <h2 id="demands-title">Other demands</h2>
          <div class="cards">
            {alone.map((demand) => (
              <article class="card" key={demand.id}>
                <DemandBox demand={demand} />
              </article>
            ))}
          </div>
        </section>
      )}
      <Commitments talks={talks} />
      <p class="visually-hidden">As of {full(shown.now)}</p>
    </>
  );
}
