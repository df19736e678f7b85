// Filing an entry as the acting post, and what came of it. Rule: all problems of a refusal are kept, in order.
import { fileEntry, Refusal } from "../../api/client";
import type { Problem, Receipt } from "../../api/types";
import { actingPost, picture, refresh, say, wanted } from "../../picture/state";
import { posts } from "../../picture/names";
import type { Json, JsonObject } from "../../picture/picture";

export type Outcome = { receipt: Receipt } | { title: string; problems: Problem[] };

export async function submit(kind: string, body: JsonObject, audience: string[]): Promise<Outcome> {
  const mechanism = wanted.value?.mechanism;
  const post = actingPost.value;
  if (!mechanism || !post) return { title: "No post is acting", problems: [] };
  try {
    const own = actorOf(post);
    const readers = audience.includes("all") || own === null ? audience : [...new Set([own, ...audience])];
    const receipt = await fileEntry(mechanism, { as: post, kind, audience: readers, body });
    const follows = receipt.alerts?.length ? `; ${receipt.alerts.length} ${receipt.alerts.length === 1 ? "alert follows" : "alerts follow"}` : "";
    say(`Filed ${kind} as entry ${receipt.index}${follows}.`);
    void refresh();
    return { receipt };
  } catch (error) {
    if (error instanceof Refusal) return { title: error.title, problems: error.problems };
    return { title: "The server cannot be reached; nothing was filed.", problems: [] };
  }
}

/** The actor behind an id that may be a post's or an actor's. */
export function actorOf(id: string | null | undefined): string | null {
  if (!id) return null;
  return posts.value.get(id)?.actor ?? id;
}

export function actingActor(): string | null {
  return actorOf(actingPost.value);
}

/** The actors behind these posts or actors, each once, in order. */
export function audienceOf(ids: (string | null | undefined)[]): string[] {
  return [...new Set(ids.map(actorOf).filter((id): id is string => id !== null && id !== "clerk"))];
}

/** Who may read an entry, its filer among them: an answer goes to all who could read the question. */
export function readersOf(entry: string | null | undefined): string[] {
  const found = picture.value?.timeline.find((item) => item.id === entry);
  if (!found) return [];
  return found.audience.includes("all") ? ["all"] : [...new Set([found.actor, ...found.audience])].filter((id) => id !== "clerk");
}

/** JSON over several lines, but with each position on one. */
export function json(value: Json): string {
  return JSON.stringify(value, null, 2).replace(/\[\s+(-?[\d.e+-]+),\s+(-?[\d.e+-]+)\s+\]/g, "[$1, $2]");
}

let made = 0;

/** An id of the filer's own that is not in use: ids are the filer's to choose, this only suggests one. */
export function freshId(kind: string): string {
  made += 1;
  const word = kind.split(".")[0]?.split("_")[0] ?? kind;
  return `${word}-${Date.now().toString(36)}${made}`;
}

export function asText(value: Json): string {
  if (value === null) return "";
  return typeof value === "string" ? value : json(value);
}
