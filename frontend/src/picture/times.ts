// How moments are written for people: UTC always, and said so. Nothing here reads the wall clock.
import type { When } from "./picture";

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const two = (n: number): string => String(n).padStart(2, "0");

/** Milliseconds of a moment; a bare date as a moment of knowledge is the end of that UTC day. */
export function ms(moment: string): number {
  return /^\d{4}-\d\d-\d\d$/.test(moment) ? Date.parse(`${moment}T23:59:59.999Z`) : Date.parse(moment);
}

export function day(moment: string): string {
  const at = new Date(ms(moment));
  return `${at.getUTCDate()} ${MONTHS[at.getUTCMonth()]} ${at.getUTCFullYear()}`;
}

export function clock(moment: string): string {
  const at = new Date(ms(moment));
  const seconds = at.getUTCSeconds();
  return `${two(at.getUTCHours())}:${two(at.getUTCMinutes())}${seconds ? `:${two(seconds)}` : ""}`;
}

/** "25 Jul 2025 18:30 UTC"; the last moment of a day is "end of 25 Jul 2025 (UTC)". */
export function full(moment: string): string {
  const at = new Date(ms(moment));
  if (Number.isNaN(at.getTime())) return moment;
  if (at.getUTCHours() === 23 && at.getUTCMinutes() === 59 && at.getUTCSeconds() === 59) {
    return `end of ${day(moment)} (UTC)`;
  }
  return `${day(moment)} ${clock(moment)} UTC`;
}

export function words(when: When | string | null | undefined): string {
  if (!when) return "time not known";
  const said = typeof when === "string" ? when : when.words;
  return /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(said) ? full(said) : said;
}

/** "2 min 05 s", "3 h 10 min", "4 d 2 h": the two units that matter. */
export function length(seconds: number): string {
  const s = Math.round(Math.abs(seconds));
  if (s < 60) return `${s} s`;
  if (s < 3600) return `${Math.floor(s / 60)} min${s % 60 ? ` ${two(s % 60)} s` : ""}`;
  if (s < 86400) return `${Math.floor(s / 3600)} h ${two(Math.floor((s % 3600) / 60))} min`;
  return `${Math.floor(s / 86400)} d ${Math.floor((s % 86400) / 3600)} h`;
}

export function rfc3339(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(/\.000Z$/, "Z");
}

export function metres(m: number | null | undefined): string {
  if (m === null || m === undefined) return "distance not known";
  if (m < 1000) return `${Math.round(m)} m`;
  return `${(m / 1000).toFixed(m < 10000 ? 1 : 0)} km`;
}
