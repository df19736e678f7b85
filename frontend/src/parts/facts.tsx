// Evidence of any shape as a list of names and values, so that nothing of it is hidden because the page does
// not know its shape. Times and ids read as people read them.
import { actors, actorName, posts, postName } from "../picture/names";
import type { Json, JsonObject } from "../picture/picture";
import { full, metres } from "../picture/times";

const MOMENT = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/;

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function label(name: string): string {
  return name.replace(/_(m|s|deg)$/, "").replaceAll("_", " ");
}

export function scalar(name: string, value: string | number | boolean): string {
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (typeof value === "number") {
    if (name.endsWith("_m")) return metres(value);
    if (name.endsWith("_s")) return `${value} s`;
    if (name === "lon" || name === "lat" || name in { west: 1, east: 1, south: 1, north: 1 }) return value.toFixed(4);
    return String(value);
  }
  if (MOMENT.test(value)) return full(value);
  if (actors.value.has(value)) return actorName(value);
  if (posts.value.has(value)) return postName(value);
  return value;
}

/** Only what is known of it: for cards, where a missing date is no news. Evidence is always shown whole. */
export function known(of: Json): Json {
  if (Array.isArray(of)) return of.map(known);
  if (!isObject(of)) return of;
  const kept = Object.entries(of).filter(([, value]) => value !== null && !(Array.isArray(value) && value.length === 0));
  return Object.fromEntries(kept.map(([name, value]) => [name, known(value)]));
}

/** A list of plain values as one line; null where it is none. */
function line(name: string, value: Json[]): string | null {
  if (!value.every((item) => item === null || typeof item !== "object")) return null;
  return value.map((item) => (item === null ? "unknown" : scalar(name, item as string))).join(", ");
}

function Value({ name, value, depth }: { name: string; value: Json; depth: number }) {
  if (value === null) return <span class="quiet">not known</span>;
  if (typeof value !== "object") return <span dir="auto">{scalar(name, value)}</span>;
  if (Array.isArray(value)) {
    if (value.length === 0) return <span class="quiet">none</span>;
    const flat = line(name, value);
    if (flat !== null) return <span dir="auto">{flat}</span>;
    return (
      <ol class="facts-list">
        {value.map((item, at) => (
          <li key={at}>
            <Value name={name} value={item} depth={depth + 1} />
          </li>
        ))}
      </ol>
    );
  }
  if (typeof value.words === "string" && ("earliest" in value || "footprint" in value)) return <span dir="auto">{value.words}</span>;
  if (value.type === "FeatureCollection" || value.type === "Feature" || value.type === "Polygon") {
    return <span class="quiet">a shape, on the map</span>;
  }
  return <Facts of={value} depth={depth + 1} />;
}

export function Facts({ of, besides = [], depth = 0 }: { of: Json | undefined; besides?: string[]; depth?: number }) {
  if (!isObject(of)) return of === undefined || of === null ? null : <Value name="" value={of} depth={depth} />;
  const all = Object.entries(of).filter(([name]) => !besides.includes(name));
  if (all.length === 0) return <p class="quiet">nothing more is known</p>;
  return (
    <dl class={depth ? "facts inner" : "facts"}>
      {all.map(([name, value]) => (
        <div key={name}>
          <dt>{label(name)}</dt>
          <dd>
            <Value name={name} value={value} depth={depth} />
          </dd>
        </div>
      ))}
    </dl>
  );
}
