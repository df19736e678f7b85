// One rule with all its readings side by side, each with its source: none is the right one here.
import { Facts, label } from "../../parts/facts";
import type { Json, JsonObject } from "../../picture/picture";

function said(value: Json | undefined): string {
  if (value === null || value === undefined) return "";
  if (Array.isArray(value)) return value.map(said).join(", ");
  return typeof value === "object" ? Object.values(value).map(said).filter(Boolean).join(" ") : String(value);
}

export function Rule({ rule, would }: { rule: JsonObject; would: boolean }) {
  const readings = Array.isArray(rule.readings) ? (rule.readings as JsonObject[]) : [];
  return (
    <section class="rule">
      <h4>
        <code>{said(rule.rule ?? rule.id)}</code> {label(said(rule.kind))}: <span dir="auto">{said(rule.subject)}</span>
        {rule.limit !== undefined && rule.limit !== null && ` · ${would ? "would be " : ""}at most ${said(rule.limit)}`}
        {rule.zone ? ` · in ${said(rule.zone)}` : ""}
      </h4>
      <Facts of={rule} besides={["rule", "id", "kind", "subject", "limit", "zone", "readings"]} />
      {readings.length > 0 && (
        <ul class="readings">
          {readings.map((reading, at) => (
            <li key={at}>
              <Facts of={reading} />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
