// What the loop proposes for an alert, as bodies to begin from. The page fills in what the alert names and leaves
// the rest to the person who signs: nothing is filed without their hand.
import type { Alert, JsonObject, Picture, Plan } from "../../picture/picture";
import { full, rfc3339 } from "../../picture/times";
import { ownId, TEMPLATES } from "./templates";
import { actingActor, audienceOf, freshId } from "./submit";

function planBody(plan: Plan, version: number): JsonObject {
  const body: JsonObject = { plan: plan.id, version, kind: plan.kind, actor: plan.actor, title: plan.title, contact: plan.contact };
  body.volumes = plan.volumes as unknown as JsonObject[];
  if (plan.armed_escort) body.armed_escort = plan.armed_escort;
  if (plan.position) body.position = plan.position as unknown as JsonObject;
  return { ...body, words: null };
}

export interface Starting {
  body: JsonObject;
  audience: string[];
}

export function startingBody(kind: string, alert: Alert, shown: Picture, post: string, now: number): Starting {
  const mine = actingActor() ?? "";
  const others = audienceOf(alert.addressees).filter((actor) => actor !== mine);
  const audience = audienceOf(alert.addressees);
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
      return { body: own ? planBody(own, own.version + 1) : { ...TEMPLATES["plan.file"], version: 2 }, audience };
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
    case "message":
      body.to = others;
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
