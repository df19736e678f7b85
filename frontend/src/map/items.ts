// Everything of a picture that has a place, as items: the map draws them and the list beside it names them, so that
// nothing is on the one and not on the other.
import type { Feature, Geometry } from "geojson";
import { actorName } from "../picture/names";
import type { Alert, Incident, Instrument, Meeting, Observation, Picture, Plan, PlanConflict } from "../picture/picture";
import { full, metres, words } from "../picture/times";
import { box, features, outline, placesIn } from "./shapes";

export const GROUPS = ["Zones and lines", "Plans", "Plan conflicts", "Observations", "Incidents", "Meetings", "Alert evidence"] as const;
export type Group = (typeof GROUPS)[number];

export interface MapItem {
  key: string;
  group: Group;
  title: string;
  /** short words for the map, where the title is too long */
  label: string;
  lines: string[];
  actor: string | null;
  faint: boolean; // withdrawn, expired, would be
  features: Feature[];
}

function tail(words: string): string {
  return words.length > 34 ? `${words.slice(0, 32)}…` : words;
}

function planItem(plan: Plan): MapItem {
  const heights = plan.volumes
    .map((volume) => (volume.band ? `${volume.band.lower_m ?? "?"} to ${volume.band.upper_m ?? "?"} m ${volume.band.reference}` : "height unknown"))
    .filter((line, at, all) => all.indexOf(line) === at);
  return {
    key: `plan:${plan.id}`,
    group: "Plans",
    title: plan.title,
    label: tail(plan.title),
    lines: [
      `${plan.kind.replace("_", " ")} of ${actorName(plan.actor)}, version ${plan.version}, ${plan.state}`,
      `${plan.starts_at ? full(plan.starts_at) : "start unknown"} to ${plan.ends_at ? full(plan.ends_at) : "end unknown"}`,
      ...heights,
    ],
    actor: plan.actor,
    faint: plan.state !== "filed",
    features: features(plan.geojson),
  };
}

/** The server's own shape of a zone or line (a corridor with its width), else its skeleton. */
function drawnAs(instrument: Instrument, id: string, kind: string, otherwise: Geometry): Feature[] {
  const found = features(instrument.geojson).filter((feature) => feature.properties?.id === id && feature.properties.kind === kind);
  return found.length ? found : [{ type: "Feature", properties: {}, geometry: otherwise }];
}

function instrumentItems(instrument: Instrument): MapItem[] {
  const would = instrument.would_be ? "would be: not in force for all its parties" : "in force";
  const common = { group: "Zones and lines" as const, actor: null, faint: instrument.would_be };
  const zones = instrument.zones.map((zone) => ({
    ...common,
    key: `zone:${instrument.id}/${zone.id}`,
    title: zone.name,
    label: tail(zone.name),
    lines: [`${instrument.title}, version ${instrument.version}; ${would}`, `tolerance ${metres(zone.tolerance_m)}; ${zone.source}`],
    features: drawnAs(instrument, zone.id, "zone", outline(zone.footprint)),
  }));
  const lines = (instrument.lines ?? []).map((line) => ({
    ...common,
    key: `line:${instrument.id}/${line.id}`,
    title: line.name,
    label: tail(line.name),
    lines: [`line of ${instrument.title}; ${would}`, `tolerance ${metres(line.tolerance_m)}; ${line.source}`],
    features: drawnAs(instrument, line.id, "line", { type: "LineString", coordinates: line.path }),
  }));
  return [...zones, ...lines];
}

function conflictItem(conflict: PlanConflict): MapItem {
  const who = conflict.plans.map((plan) => (plan.plan ? `${plan.plan} (${actorName(plan.actor)})` : `a plan of ${actorName(plan.actor)}`));
  const sure = conflict.certain === "yes" ? "could meet" : "possibly meet";
  const lines = conflict.disclosed ? [`disclosed: ${conflict.disclosed}`] : [`least distance ${metres(conflict.least_horizontal_m)} across, ${metres(conflict.least_vertical_m)} in height`];
  if (conflict.interval) lines.unshift(`${full(conflict.interval.start)} to ${full(conflict.interval.end)}`);
  if (conflict.unknown?.length) lines.push(`not known: ${conflict.unknown.join(", ")}`);
  if (conflict.separation) lines.push(`separation ${metres(conflict.separation.horizontal_m)}, by ${conflict.separation.source}`);
  return {
    key: `conflict:${conflict.alert}`,
    group: "Plan conflicts",
    title: `${who.join(" and ")} ${sure}`,
    label: conflict.certain === "yes" ? "conflict" : "possible conflict",
    lines,
    actor: null,
    faint: conflict.certain !== "yes",
    features: conflict.region ? [{ type: "Feature", properties: {}, geometry: box(conflict.region) }] : [],
  };
}

function observationItem(seen: Observation): MapItem {
  const place = seen.footprint ?? seen.place?.footprint;
  const found = features(seen.geojson);
  return {
    key: `observation:${seen.id}`,
    group: "Observations",
    title: seen.words || seen.subject,
    label: tail(seen.subject),
    lines: [
      `${seen.kind}, ${seen.means}, ${words(seen.at)}`,
      seen.of_actor ? `of ${actorName(seen.of_actor)}` : "of whom: unknown",
      ...(seen.place?.words ? [seen.place.words] : []),
    ],
    actor: null,
    faint: false,
    features: found.length || !place ? found : [{ type: "Feature", properties: {}, geometry: outline(place) }],
  };
}

function placed(group: "Incidents" | "Meetings", kind: string, thing: Incident | Meeting): MapItem {
  return {
    key: `${kind}:${thing.id}`,
    group,
    title: thing.title,
    label: tail(thing.title),
    lines: [`${thing.place?.words ?? "place not known"}, ${words(thing.at)}`],
    actor: null,
    faint: false,
    features: thing.place?.footprint ? [{ type: "Feature", properties: {}, geometry: outline(thing.place.footprint) }] : [],
  };
}

function alertItem(alert: Alert): MapItem {
  return {
    key: `alert:${alert.id}`,
    group: "Alert evidence",
    title: alert.title,
    label: "",
    lines: [`${alert.rule}, ${alert.state ?? "open"}`, alert.deadline ? `due ${full(alert.deadline)}` : "no clock runs"],
    actor: null,
    faint: alert.state === "closed",
    features: placesIn(alert.evidence),
  };
}

export function items(shown: Picture): MapItem[] {
  const all = [
    ...shown.agreements.instruments.flatMap(instrumentItems),
    ...shown.plans.plans.map(planItem),
    ...shown.findings.plan_conflicts.map(conflictItem),
    ...shown.observations.observations.map(observationItem),
    ...shown.incidents.incidents.map((incident) => placed("Incidents", "incident", incident)),
    ...shown.talks.meetings.map((meeting) => placed("Meetings", "meeting", meeting)),
    ...shown.alerts.filter((alert) => alert.state !== "closed").map(alertItem),
  ];
  return all.filter((item) => item.features.length > 0);
}
