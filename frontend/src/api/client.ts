// The way to the server. Rule: addresses are relative to the page, so that it works behind a prefix;
// every refusal becomes a Refusal with all its problems (RFC 9457), never a bare status number.
import type { Json, Picture } from "../picture/picture";
import type { Draft, Listing, Problem, Receipt, Ways } from "./types";

export class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly title: string,
    readonly problems: Problem[],
  ) {
    super(title);
  }
}

export interface Wanted {
  mechanism: string;
  reader: string | null;
  knownAt: string | null;
  index: number | null;
}

/** What is asked for beside what is wanted: the clock, where it is not the latest. */
export type Clock = string | null;

export function address(path: string, query: Record<string, string | number | null> = {}): string {
  const url = new URL(`api/${path}`, document.baseURI);
  for (const [name, value] of Object.entries(query)) {
    if (value !== null) url.searchParams.set(name, String(value));
  }
  return url.href;
}

function mechanismPath(id: string, rest: string): string {
  return `mechanisms/${encodeURIComponent(id)}/${rest}`;
}

async function answer(response: Response): Promise<Json> {
  const text = await response.text();
  let found: Json = null;
  try {
    found = text ? (JSON.parse(text) as Json) : null;
  } catch {
    throw new Refusal(response.status, "The server's answer cannot be read", []);
  }
  if (response.ok) return found;
  const problem = (found ?? {}) as { title?: string; detail?: string; problems?: Problem[] };
  const problems = problem.problems ?? [];
  const words = problems.length ? problem.title : problem.detail || problem.title; // the detail repeats the problems
  throw new Refusal(response.status, words || `The server answered ${response.status}`, problems);
}

async function post(path: string, body: unknown): Promise<Json> {
  const response = await fetch(address(path), {
    method: "POST",
    headers: { "content-type": "application/json", accept: "application/json" },
    body: JSON.stringify(body),
  });
  return answer(response);
}

export async function listMechanisms(): Promise<Listing> {
  return (await answer(await fetch(address("mechanisms")))) as unknown as Listing;
}

export async function fetchPicture(wanted: Wanted, now: Clock, signal: AbortSignal): Promise<Picture> {
  const url = address(mechanismPath(wanted.mechanism, "picture"), {
    reader: wanted.reader,
    known_at: wanted.knownAt,
    now,
    index: wanted.index,
  });
  return (await answer(await fetch(url, { signal }))) as unknown as Picture;
}

/** The ways apart of one plan conflict, as the same reader at the same moment may know them. */
export async function fetchWays(wanted: Wanted, alert: string, now: Clock, signal: AbortSignal): Promise<Ways> {
  const url = address(mechanismPath(wanted.mechanism, `ways/${encodeURIComponent(alert)}`), {
    reader: wanted.reader,
    known_at: wanted.knownAt,
    now,
    index: wanted.index,
  });
  return (await answer(await fetch(url, { signal }))) as unknown as Ways;
}

export async function fileEntry(mechanism: string, draft: Draft): Promise<Receipt> {
  return (await post(mechanismPath(mechanism, "entries"), draft)) as unknown as Receipt;
}

/** Move the exercise clock; what the clerk filed by then. */
export async function tick(mechanism: string, now: string): Promise<Json[]> {
  return ((await post(mechanismPath(mechanism, "tick"), { now })) as unknown as { filings: Json[] }).filings;
}
