// What the page holds: which picture is wanted, the picture that came, and what changed between two.
// Rule 1. One place asks the server; views only read these signals and call these functions.
// Rule 2. An answer that is no longer wanted is dropped (AbortController), so fast scrubbing cannot mix pictures.
import { batch, computed, effect, signal, untracked } from "@preact/signals";
import { fetchPicture, listMechanisms, Refusal, type Wanted } from "../api/client";
import { follow } from "../api/events";
import type { MechanismListed } from "../api/types";
import { compare, type Changes, NO_CHANGES } from "./changes";
import type { Picture } from "./picture";
import { readRoute, writeRoute } from "./route";
import { ms, rfc3339 } from "./times";

export const mechanisms = signal<MechanismListed[]>([]);
export const wanted = signal<Wanted | null>(null);
export const view = signal("claims");
/** The alert of the plan conflict that is looked at. */
export const lookedAt = signal<string | null>(null);
export const picture = signal<Picture | null>(null);
export const changes = signal<Changes>(NO_CHANGES);
export const trouble = signal<string | null>(null);
export const loading = signal(false);
export const live = signal(true);
/** Entries in the record, as far as heard of; the picture may be of fewer. */
export const latestIndex = signal(0);
/** What screen readers are told, politely. */
export const announcement = signal("");

/** The same for everybody else, for a while: what was just done. */
export const notice = signal("");
let noticeEnds: ReturnType<typeof setTimeout> | undefined;
const NOTICE_MS = 9000;

export function say(words: string): void {
  announcement.value = words;
  notice.value = words;
  clearTimeout(noticeEnds);
  noticeEnds = setTimeout(() => (notice.value = ""), NOTICE_MS);
}

const wallClock = signal(0);
let receivedAt = 0;

export const mechanism = computed(() => mechanisms.value.find((m) => m.id === wanted.value?.mechanism) ?? null);

/** The moment from which countdowns run: frozen at the picture's in an EXERCISE, moving on elsewhere. */
export const now = computed(() => {
  const shown = picture.value;
  if (!shown) return 0;
  const at = ms(shown.now);
  return shown.mechanism.exercise ? at : at + Math.max(0, wallClock.value - receivedAt);
});

export const actingPost = computed(() => picture.value?.reader.post ?? wanted.value?.reader ?? null);

let running: AbortController | null = null;

export async function refresh(): Promise<void> {
  const want = wanted.value;
  if (!want) return;
  running?.abort();
  const mine = new AbortController();
  running = mine;
  loading.value = true;
  try {
    const clock = clockAt(want);
    let found = await fetchPicture(want, clock, mine.signal);
    const last = found.timeline[found.timeline.length - 1]?.filed_at;
    if (want.index !== null && clock === null && last) found = await fetchPicture(want, last, mine.signal);
    if (mine.signal.aborted) return;
    accept(found, want);
  } catch (error) {
    if (mine.signal.aborted) return;
    trouble.value = error instanceof Refusal ? error.title : "The server cannot be reached; what is shown may be old.";
  } finally {
    if (running === mine) loading.value = false;
  }
}

/** When each entry was filed, from the latest picture: standing at an earlier entry, the clock stands there too. */
let filed: { key: string; at: [number, string][] } = { key: "", at: [] };

function clockAt(want: Wanted): string | null {
  const { index } = want;
  if (index === null || filed.key !== JSON.stringify([want.mechanism, want.reader])) return null;
  return filed.at.filter(([entry]) => entry < index).pop()?.[1] ?? null;
}

function accept(found: Picture, want: Wanted): void {
  const before = picture.value;
  const same = before !== null && before.mechanism.id === found.mechanism.id && before.reader.post === found.reader.post;
  receivedAt = Date.now();
  batch(() => {
    const difference = same ? compare(before, found) : NO_CHANGES;
    if (!same || difference.any || before.known_at !== found.known_at) changes.value = difference;
    picture.value = found;
    trouble.value = null;
    wallClock.value = receivedAt;
    if (want.index === null) latestIndex.value = Math.max(latestIndex.value, found.index);
    if (want.index === null && want.knownAt === null) {
      filed = { key: JSON.stringify([want.mechanism, want.reader]), at: found.timeline.map((item) => [item.index, item.filed_at]) };
    }
    if (difference.words) announcement.value = difference.words;
  });
  document.title = `${found.mechanism.exercise ? "EXERCISE · " : ""}${found.mechanism.title} · Detente`;
}

function want(change: Partial<Wanted>): void {
  const before = wanted.value;
  if (!before) return;
  wanted.value = { ...before, ...change };
}

export function chooseMechanism(id: string): void {
  const chosen = mechanisms.value.find((m) => m.id === id);
  if (!chosen) return;
  batch(() => {
    picture.value = null;
    changes.value = NO_CHANGES;
    latestIndex.value = chosen.index;
    wanted.value = { mechanism: id, reader: null, knownAt: chosen.opens_with ?? null, index: null };
  });
}

export function seeAs(post: string): void {
  want({ reader: post });
}

export function knowAt(moment: string | null): void {
  want({ knownAt: moment });
}

export function standAt(index: number | null): void {
  want({ index: index !== null && index >= latestIndex.value ? null : index });
}

export function show(name: string): void {
  view.value = name;
}

/** Whether a button of another view led to the conflict: then the keyboard goes to its heading. */
export const openedByHand = signal(false);

/** Open the view of one plan conflict. */
export function lookAt(alert: string | null): void {
  batch(() => {
    openedByHand.value = view.value !== "conflict";
    lookedAt.value = alert;
    view.value = "conflict";
  });
}

/** The moment n seconds after the picture's now, for the exercise clock. */
export function later(seconds: number): string {
  return rfc3339(now.value + seconds * 1000);
}

export async function begin(): Promise<void> {
  try {
    const listing = await listMechanisms();
    mechanisms.value = listing.mechanisms;
    const route = readRoute(location.hash);
    const first = listing.mechanisms.find((m) => m.id === route.mechanism)?.id ?? listing.opens_on ?? listing.mechanisms[0]?.id;
    if (!first) {
      trouble.value = "This server holds no mechanism yet: make one with `detente init`, or try `detente demo`.";
      return;
    }
    batch(() => {
      chooseMechanism(first);
      if (first === route.mechanism) want(route.wanted);
      if (route.view) view.value = route.view;
      lookedAt.value = route.alert;
    });
  } catch {
    trouble.value = "The server cannot be reached.";
    return;
  }
  effect(() => void wish(wanted.value));
  effect(() => {
    const want = wanted.value;
    if (want) writeRoute(want, view.value, lookedAt.value);
  });
  effect(() => {
    const id = followed.value;
    return id ? listen(id) : undefined;
  });
  window.addEventListener("hashchange", takeRoute);
  setInterval(() => (wallClock.value = Date.now()), 1000);
}

function wish(want: Wanted | null): void {
  if (want) queueMicrotask(() => void refresh());
}

function takeRoute(): void {
  const route = readRoute(location.hash);
  batch(() => {
    if (route.mechanism && route.mechanism !== wanted.value?.mechanism) chooseMechanism(route.mechanism);
    want(route.wanted);
    if (route.view) view.value = route.view;
    lookedAt.value = route.alert ?? lookedAt.value;
  });
}

let pending: ReturnType<typeof setTimeout> | undefined;

/** The stream is one mechanism's for one reader; anything else that is wanted does not concern it. */
const followed = computed(() => (wanted.value ? JSON.stringify([wanted.value.mechanism, wanted.value.reader]) : null));

function listen(key: string): () => void {
  const [id, reader] = JSON.parse(key) as [string, string | null];
  const heard = (index: number): void => {
    latestIndex.value = Math.max(latestIndex.value, index + 1);
    clearTimeout(pending);
    pending = setTimeout(() => void refresh(), 150); // a batch of entries is one picture
  };
  return follow(id, reader, untracked(() => latestIndex.value), heard, (state) => (live.value = state));
}
