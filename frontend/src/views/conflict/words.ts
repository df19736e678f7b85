// How times, heights and changes of a conflict are put into words: exact, with what each height is measured from.
import type { MovedPlan, Way } from "../../api/types";
import type { Band, Moment, Plan, Volume } from "../../picture/picture";
import { clock, day } from "../../picture/times";

export const FROM: Record<string, string> = {
  agl: "above ground",
  amsl: "above mean sea level",
  wgs84: "above the WGS 84 ellipsoid",
  pressure: "by pressure (1013.25 hPa)",
};

export const UNKNOWN_HEIGHT = "height unknown: every height counts";
export const UNKNOWN_TIME = "time unknown: every time counts";

const number = (m: number): string => String(Math.round(m * 1000) / 1000);

export function heights(band: Band | null): string {
  if (!band) return UNKNOWN_HEIGHT;
  const from = FROM[band.reference] ?? band.reference;
  if (band.lower_m === null && band.upper_m === null) return "all heights";
  if (band.lower_m === null) return `up to ${number(band.upper_m ?? 0)} m ${from}`;
  if (band.upper_m === null) return `${number(band.lower_m)} m ${from} and higher`;
  return `${number(band.lower_m)} to ${number(band.upper_m)} m ${from}`;
}

/** The heights of all volumes, each once. */
export function allHeights(volumes: { band: Band | null }[]): string {
  const all = [...new Set(volumes.map((volume) => heights(volume.band)))];
  return all.length > 3 ? `${all.slice(0, 3).join("; ")}; and ${all.length - 3} more` : all.join("; ");
}

/** "12 Mar 2026 10:31:07 to 11:06:46 UTC": the day once where it is the same. */
export function span(start: Moment | null, end: Moment | null): string {
  if (!start || !end) return UNKNOWN_TIME;
  const days = day(start) === day(end) ? "" : `${day(end)} `;
  return `${day(start)} ${clock(start)} to ${days}${clock(end)} UTC`;
}

/** The same without a day that the reader has before them already. */
export function shortSpan(start: Moment | null, end: Moment | null, known: Moment | null): string {
  if (!start || !end) return UNKNOWN_TIME;
  if (known && day(start) === day(known) && day(end) === day(known)) return `${clock(start)} to ${clock(end)}`;
  return span(start, end);
}

/** "1 h 33 min 53 s": nothing rounded off. */
export function exactly(seconds: number): string {
  const s = Math.abs(seconds);
  const parts = [
    [Math.floor(s / 86400), "d"],
    [Math.floor(s / 3600) % 24, "h"],
    [Math.floor(s / 60) % 60, "min"],
    [Math.round((s % 60) * 1000) / 1000, "s"],
  ] as const;
  return parts.filter(([n]) => n).map(([n, unit]) => `${n} ${unit}`).join(" ") || "0 s";
}

export function by(way: Way): string {
  return way.by_s !== null ? exactly(way.by_s) : `${way.by_m ?? 0} m`;
}

const DOES: Record<string, string> = { delay: "Delay", advance: "Advance", raise: "Raise", lower: "Lower" };

export function does(moved: MovedPlan): string {
  return DOES[moved.kind] ?? moved.kind;
}

export function kindWords(kind: string | null | undefined): string {
  return (kind ?? "plan").replaceAll("_", " ");
}

/** One sentence on a plan as it is drawn. */
export function planSentence(plan: Plan, actor: string, volumes: Volume[]): string {
  return `${plan.id}, version ${plan.version}, ${kindWords(plan.kind)} of ${actor}: ${span(plan.starts_at, plan.ends_at)}; ${allHeights(volumes)}`;
}

/** What was checked, whole: said with every way. */
export function checked(way: Way): string {
  const plans = way.free_of === 1 ? "the 1 plan that was" : `the ${way.free_of} plans that were`;
  return `No conflict with ${plans} checked was found; this is not permission.`;
}
