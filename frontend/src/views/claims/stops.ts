// The stops of the as-known-at slider: the moments that the mechanism names, then all that is known now.
// Where it names none, the days on which something became known.
import type { Stop } from "../../api/types";
import { mechanism, picture } from "../../picture/state";
import { day, ms } from "../../picture/times";

const DAYS_MAX = 60; // a slider with more stops cannot be aimed at

export interface KnownStop {
  label: string;
  knownAt: string | null; // null: all that is known now
}

let days: { id: string; stops: Stop[] } = { id: "", stops: [] };

/** Days on which something became known; remembered from the latest picture, for an early one knows only early days. */
function knownDays(): Stop[] {
  const shown = picture.value;
  if (!shown) return [];
  const found = [...new Set(shown.timeline.map((item) => item.known_at.slice(0, 10)))].sort();
  if (days.id !== shown.mechanism.id || found.length > days.stops.length) {
    days = { id: shown.mechanism.id, stops: found.slice(-DAYS_MAX).map((date) => ({ label: day(date), known_at: date })) };
  }
  return days.stops.length > 1 ? days.stops : [];
}

export function stops(): KnownStop[] {
  const named = mechanism.value?.moments ?? [];
  const found = named.length ? named : knownDays();
  return [...found.map((stop) => ({ label: stop.label, knownAt: stop.known_at })), { label: "latest", knownAt: null }];
}

/** Which stop a moment of knowledge stands at: the last one not after it. */
export function stopAt(all: KnownStop[], knownAt: string | null): number {
  if (knownAt === null) return all.length - 1;
  const at = ms(knownAt);
  let found = 0;
  all.forEach((stop, position) => {
    if (stop.knownAt !== null && ms(stop.knownAt) <= at) found = position;
  });
  return found;
}
