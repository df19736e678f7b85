// Instruments with their life per party, their rules with every reading, and what seems not to fit them.
import { Badge, TruthBadge, type Tone } from "../../parts/badge";
import { Empty } from "../../parts/empty";
import { Facts } from "../../parts/facts";
import { ActorName, OtherNames, Words } from "../../picture/names";
import type { Instrument, JsonObject, Picture } from "../../picture/picture";
import { picture } from "../../picture/state";
import { metres, words } from "../../picture/times";
import { PlanRules, Verdicts } from "./findings";
import { Observations } from "./observations";
import { Rule } from "./rule";

const TONES: Record<string, Tone> = { "in force": "agree", agreed: "agree", suspended: "against", lapsed: "against" };

function Life({ instrument }: { instrument: Instrument }) {
  const held = Object.entries(instrument.life);
  if (held.length === 0) return <p class="quiet">no party's stance on it is known</p>;
  return (
    <ul class="life">
      {held.map(([actor, life]) => (
        <li key={actor}>
          <strong>
            <ActorName id={actor} />
          </strong>
          <Badge tone={TONES[life.state] ?? "open"}>{life.state}</Badge>
          <span class="quiet">
            {life.since ? `since ${words(life.since)}, ` : ""}
            {life.by === "own" && "signed by itself"}
            {life.by === "reported" && "as reported by others"}
          </span>
          {life.words && <Words>{life.words}</Words>}
        </li>
      ))}
    </ul>
  );
}

function Guarantors({ instrument }: { instrument: Instrument }) {
  if (instrument.guarantors.length === 0) return null;
  return (
    <p class="card-line">
      {instrument.guarantors.map((slot) => (
        <Badge key={slot.slot} tone={slot.actor ? "agree" : "open"}>
          guarantor slot “{slot.slot}”: {slot.actor ? <ActorName id={slot.actor} /> : "open"}
        </Badge>
      ))}
    </p>
  );
}

function InstrumentCard({ instrument }: { instrument: Instrument }) {
  return (
    <article class="card instrument" data-instrument={instrument.id}>
      <header>
        <h3>
          <Words>{instrument.title}</Words>
        </h3>
        <TruthBadge truth={instrument.in_force} meaning="in force" />
      </header>
      <p class="card-line">
        <span class="quiet">
          {instrument.kind} · version {instrument.version}
        </span>
        {instrument.would_be && <Badge tone="open">whatever follows from it is “would be”</Badge>}
      </p>
      <Life instrument={instrument} />
      <Guarantors instrument={instrument} />
      {instrument.zones.length > 0 && (
        <details>
          <summary>
            {instrument.zones.length} {instrument.zones.length === 1 ? "zone" : "zones"}
          </summary>
          <ul class="zones">
            {instrument.zones.map((zone) => (
              <li key={zone.id}>
                <strong dir="auto">{zone.name}</strong> <OtherNames names={zone.names} />{" "}
                <span class="quiet" dir="auto">
                  tolerance {metres(zone.tolerance_m)} · {zone.source}
                </span>
              </li>
            ))}
          </ul>
        </details>
      )}
      {instrument.rules.length > 0 && (
        <details>
          <summary>
            {instrument.rules.length} {instrument.rules.length === 1 ? "rule" : "rules"}
          </summary>
          {instrument.rules.map((rule, at) => (
            <Rule key={at} rule={rule as JsonObject} would={instrument.would_be} />
          ))}
        </details>
      )}
      {(instrument.versions?.length ?? 0) > 1 && (
        <details>
          <summary>{instrument.versions?.length} versions</summary>
          <Facts of={instrument.versions} />
        </details>
      )}
    </article>
  );
}

export function AgreementsView() {
  const shown: Picture | null = picture.value;
  if (!shown) return null;
  return (
    <>
      <div class="view-head">
        <h2>Agreements and arrangements</h2>
      </div>
      {shown.agreements.instruments.length === 0 && <Empty what="No instrument is known." />}
      <div class="cards wide">
        {shown.agreements.instruments.map((instrument) => (
          <InstrumentCard key={instrument.id} instrument={instrument} />
        ))}
      </div>
      <Verdicts found={shown.findings.verdicts ?? []} />
      <PlanRules found={shown.findings.plan_rules ?? []} />
      <Observations observations={shown.observations.observations} />
    </>
  );
}
