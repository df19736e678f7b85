// A plan at another time or height: the same places, the same timetable, moved by whole seconds or by metres.
// Rule: exact. Fractions of a second stay as they were filed; what is unknown or open stays so.
import type { MovedPlan, Way } from "../../api/types";
import type { Band, Moment, Volume } from "../../picture/picture";
import { ms } from "../../picture/times";

const MOMENT = /^(.+T\d\d:\d\d:\d\d)(\.\d+)?(Z|[+-]\d\d:\d\d)$/;
const FIRST = { ms: Date.parse("0001-01-01T00:00:00Z"), text: "0001-01-01T00:00:00Z" };
const LAST = { ms: Date.parse("9999-12-31T23:59:59Z"), text: "9999-12-31T23:59:59.999999Z" };

/** A moment that many seconds later, held within what a calendar can say. */
export function shiftMoment(moment: Moment, seconds: number): Moment {
  const [, whole, fraction = "", zone] = MOMENT.exec(moment) ?? [];
  if (!whole || !zone) return moment;
  const at = Date.parse(whole + zone) + seconds * 1000;
  if (at < FIRST.ms) return FIRST.text;
  if (at > LAST.ms) return LAST.text;
  return new Date(at).toISOString().replace(/\.\d+Z$/, `${fraction}Z`);
}

function shiftBand(band: Band | null, metres: number): Band | null {
  if (!band) return null;
  const moved = (height: number | null): number | null => (height === null ? null : height + metres);
  return { ...band, lower_m: moved(band.lower_m), upper_m: moved(band.upper_m) };
}

/** What this way does to one of its plans: seconds later and metres higher (negative: earlier, lower). */
export function amounts(way: Way, moved: MovedPlan): { seconds: number; metres: number } {
  const sign = moved.kind === "delay" || moved.kind === "raise" ? 1 : -1;
  return { seconds: sign * (way.by_s ?? 0), metres: sign * (way.by_m ?? 0) };
}

/** The volumes of a plan after a way apart: heights as the server gives them, times moved by its seconds. */
export function after(volumes: Volume[], way: Way, moved: MovedPlan): Volume[] {
  const { seconds, metres } = amounts(way, moved);
  const given = moved.bands.length === volumes.length ? moved.bands : null;
  return volumes.map((volume, at) => {
    const next: Volume = { ...volume, band: given ? (given[at] ?? null) : shiftBand(volume.band, metres) };
    if (!seconds) return next;
    if (volume.span) next.span = { start: shiftMoment(volume.span.start, seconds), end: shiftMoment(volume.span.end, seconds) };
    if (volume.moving) next.moving = { ...volume.moving, fixes: volume.moving.fixes.map((fix) => ({ ...fix, at: shiftMoment(fix.at, seconds) })) };
    return next;
  });
}

export type Times = [from: number, to: number]; // milliseconds

/** When a volume is taken, slack included; null where that is unknown. */
export function timesOf(volume: Volume): Times | null {
  const fixes = volume.moving?.fixes;
  if (volume.moving && fixes?.length) {
    const slack = volume.moving.slack_s * 1000;
    return [ms(fixes[0]?.at ?? "") - slack, ms(fixes[fixes.length - 1]?.at ?? "") + slack];
  }
  return volume.span ? [ms(volume.span.start), ms(volume.span.end)] : null;
}
