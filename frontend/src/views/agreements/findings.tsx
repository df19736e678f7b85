// What was seen or is planned, held against what was agreed: fits, does not fit, cannot tell; reading beside reading.
// Rule: an apparent violation is shown with its evidence; a result belongs to the body that the parties agreed on.
import { Badge, type Tone } from "../../parts/badge";
import { Facts } from "../../parts/facts";
import type { Json, JsonObject } from "../../picture/picture";
import { picture } from "../../picture/state";

function tone(verdict: string): Tone {
  if (verdict === "fits") return "agree";
  return verdict === "cannot tell" ? "open" : "warn";
}

function text(value: Json | undefined): string {
  return value === null || value === undefined ? "" : String(value);
}

function Verdict({ of, would }: { of: JsonObject; would: boolean }) {
  const verdict = text(of.verdict) || "cannot tell";
  return (
    <Badge tone={tone(verdict)}>
      {would && verdict !== "cannot tell" ? "would be: " : ""}
      {verdict}
    </Badge>
  );
}

function Reading({ of, would }: { of: JsonObject; would: boolean }) {
  return (
    <li class="reading">
      <p class="card-line">
        <Verdict of={of} would={would} />
        <strong dir="auto">{text(of.says) || text(of.reading)}</strong>
      </p>
      <p dir="auto">{text(of.words)}</p>
      <p class="quiet" dir="auto">
        {[of.limit !== null && of.limit !== undefined && `limit ${text(of.limit)}`, text(of.zone_name ?? of.zone) && `zone ${text(of.zone_name ?? of.zone)}`, text(of.source)]
          .filter(Boolean)
          .join(" · ")}
      </p>
      <details>
        <summary>evidence</summary>
        <Facts of={of} besides={["verdict", "says", "words", "reading", "source", "limit"]} />
      </details>
    </li>
  );
}

/** Verdicts of one observation on one rule are readings of that rule: they stand together. */
function together(found: JsonObject[]): Map<string, JsonObject[]> {
  const groups = new Map<string, JsonObject[]>();
  for (const item of found) {
    const key = [item.observation, item.instrument, item.version, item.rule].map(text).join("/");
    groups.set(key, [...(groups.get(key) ?? []), item]);
  }
  return groups;
}

const NOT_SEEN = "an observation that this reader does not see";

function seen(id: Json | undefined): string {
  const found = picture.value?.observations.observations.find((observation) => observation.id === id);
  return found ? found.words || found.subject : text(id) || NOT_SEEN;
}

function where(first: JsonObject, title: string, version: Json | undefined): string {
  const life = first.would_be === true ? "not in force for all its parties" : "in force";
  return `${title}, version ${text(version)}, ${life} · rule ${text(first.rule)}`;
}

function rank(verdict: string): number {
  return ["fits", "cannot tell"].indexOf(verdict) + 1 || 3;
}

/** The gravest verdict among the readings of one observation on one rule. */
function gravest(readings: JsonObject[]): string {
  return readings.map((reading) => text(reading.verdict)).sort((a, b) => rank(b) - rank(a))[0] ?? "cannot tell";
}

function VerdictCard({ readings }: { readings: JsonObject[] }) {
  const first = readings[0] ?? {};
  return (
    <article class="card" data-verdict={gravest(readings)}>
      <h3 dir="auto">{seen(first.observation)}</h3>
      <p class="quiet" dir="auto">
        {where(first, text(first.title ?? first.instrument), first.version)}
      </p>
      <ul class="readings">
        {readings.map((reading) => (
          <Reading key={text(reading.id)} of={reading} would={first.would_be === true} />
        ))}
      </ul>
    </article>
  );
}

export function Verdicts({ found }: { found: JsonObject[] }) {
  if (found.length === 0) return null;
  const groups = [...together(found)].sort(([, a], [, b]) => rank(gravest(b)) - rank(gravest(a)));
  const fits = groups.filter(([, readings]) => gravest(readings) === "fits");
  const rest = groups.filter(([, readings]) => gravest(readings) !== "fits");
  const cards = (of: typeof groups) => (
    <div class="cards wide">
      {of.map(([key, readings]) => (
        <VerdictCard key={key} readings={readings} />
      ))}
    </div>
  );
  return (
    <section aria-labelledby="verdicts-title">
      <h2 id="verdicts-title">What was seen, against what was agreed</h2>
      <p class="quiet section-note">An apparent violation is not a result: that belongs to the body that the parties agreed on.</p>
      {cards(rest)}
      {fits.length > 0 && (
        <details class="folded">
          <summary>{fits.length} that fit</summary>
          {cards(fits)}
        </details>
      )}
    </section>
  );
}

export function PlanRules({ found }: { found: JsonObject[] }) {
  if (found.length === 0) return null;
  return (
    <section aria-labelledby="plan-rules-title">
      <h2 id="plan-rules-title">What is planned, against what was agreed</h2>
      <div class="cards wide">
        {found.map((item) => (
          <article class="card" key={text(item.id)} data-verdict={text(item.verdict)}>
            <header>
              <h3 dir="auto">
                Plan {text(item.plan)}, version {text(item.plan_version)}
              </h3>
              <Verdict of={item} would={item.would_be === true} />
            </header>
            <p class="quiet" dir="auto">
              {where(item, text(item.instrument_title), item.instrument_version)}
            </p>
            <ul class="readings">
              {(Array.isArray(item.readings) ? (item.readings as JsonObject[]) : []).map((reading, at) => (
                <Reading key={at} of={reading} would={item.would_be === true} />
              ))}
            </ul>
          </article>
        ))}
      </div>
    </section>
  );
}
