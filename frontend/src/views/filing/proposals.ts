// What the loop proposes for an alert, as bodies to begin from. The page fills in what the alert names and leaves
// the rest to the person who signs: nothing is filed without their hand.
import type { Alert, JsonObject, Picture, Plan } from "../../picture/picture";
import { full, rfc3339 } from "../../picture/times";
import { ownId, TEMPLATES } from "./templates";
import { actingActor, actorOf, audienceOf, freshId, readersOf } from "./submit";

const PLAN_FIELDS = ["function", "armed_escort", "vehicles", "marking", "notify", "units_to_pass_on", "position", "expires_at"] as const;

/** The whole plan again, for a next version: what is left out of it would be gone. */
export function planBody(plan: Plan, version: number): JsonObject {
  const body: JsonObject = { plan: plan.id, version, kind: plan.kind, actor: plan.actor, title: plan.title, contact: plan.contact };
  body.volumes = plan.volumes as unknown as JsonObject[];
  for (const name of PLAN_FIELDS) {
    const value = (plan as unknown as JsonObject)[name];
    if (value !== undefined && value !== null) body[name] = value;
  }
  return { ...body, words: null };
}

/** The other side of an alert: named in its evidence where the alert itself names only one's own posts. */
function othersOf(alert: Alert, mine: string): string[] {
  const evidence = (typeof alert.evidence === "object" && alert.evidence !== null ? alert.evidence : {}) as JsonObject;
  const sides = Array.isArray(evidence.sides) ? (evidence.sides as JsonObject[]).map((side) => side.actor) : [];
  const named = [evidence.recipient, evidence.sender_actor, ...sides].filter((id): id is string => typeof id === "string");
  return audienceOf([...named, ...alert.addressees]).filter((actor) => actor !== mine);
}

/** A channel on which both have posts: an open one first. */
function channelTo(others: string[], mine: string, shown: Picture): string {
  const has = (posts: string[], actor: string): boolean => posts.some((post) => actorOf(post) === actor);
  const shared = shown.channels.channels.filter((channel) => has(channel.posts, mine) && others.every((actor) => has(channel.posts, actor)));
  return (shared.find((channel) => channel.state === "open") ?? shared[0])?.id ?? "";
}

export interface Starting {
  body: JsonObject;
  audience: string[];
}

export function startingBody(kind: string, alert: Alert, shown: Picture, post: string, now: number): Starting {
  const mine = actingActor() ?? "";
  const others = othersOf(alert, mine);
  const audience = [...new Set([...others, ...audienceOf(alert.addressees)])];
  const plans = shown.plans.plans.filter((plan) => alert.subjects.includes(plan.id));
  const own = plans.find((plan) => plan.actor === mine);
  const body: JsonObject = { ...(TEMPLATES[kind] ?? {}) };
  const id = ownId(kind);
  if (id) body[id] = freshId(kind);
  if ("by" in body) body.by = mine;
  if ("actor" in body) body.actor = mine;
  if (typeof body.at === "string") body.at = rfc3339(now);
  if ("words" in body) body.words = alert.title;
  const incident = shown.incidents.incidents.find((found) => alert.subjects.includes(found.id));
  if ("incident" in body && incident && kind !== "incident.open") body.incident = incident.id;
  const instrument = shown.agreements.instruments.find((found) => alert.subjects.includes(found.id));
  if ("instrument" in body && instrument) {
    body.instrument = instrument.id;
    if ("version" in body) body.version = instrument.version + 1;
  }
  switch (kind) {
    case "plan.amend":
      if (!own) return { body: { ...TEMPLATES["plan.file"], version: 2 }, audience };
      return { body: planBody(own, own.version + 1), audience: readersOf(own.entry) };
    case "plan.withdraw":
      return { body: { plan: own?.id ?? "", version: own?.version ?? 1, reason: "" }, audience };
    case "notification":
      body.about = { kind: alert.rule === "plan-conflict" ? "plan-conflict" : "alert", id: alert.id, version: Number(alert.version) || 1 };
      body.recipients = others.map((recipient) => ({ recipient }));
      break;
    case "incident.open":
      body.proposal = alert.id;
      body.title = alert.title;
      body.at = { words: `about ${full(alert.raised_at)}`, earliest: null, latest: null };
      body.plans = plans.map((plan) => plan.id);
      break;
    case "protest":
      body.to = others;
      break;
    case "message":
      body.to = others;
      body.channel = channelTo(others, mine, shown);
      body.precedence = "urgent";
      break;
    case "referral":
      body.about = alert.id;
      break;
    default:
      break;
  }
  if ("contact" in body) body.contact = post;
  return { body, audience };
}
