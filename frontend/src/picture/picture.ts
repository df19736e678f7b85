// The picture that the mechanism composes for one reader: what the page knows, and all it knows.
// Rule 1. Shapes only, as the API gives them; nothing is derived here.
// Rule 2. A key that a younger or older server leaves out is `undefined`: views must bear it.

import type { PlanConflict } from "./conflict";

export type { PlanConflict, Region } from "./conflict";
export type Truth = "yes" | "no" | "cannot tell";
export type Moment = string; // RFC 3339, UTC
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export type JsonObject = { [key: string]: Json };

/** An uncertain time: its words, and what bounds follow from them. */
export interface When {
  words: string;
  earliest: Moment | null;
  latest: Moment | null;
}

export type LonLat = [number, number];
export type Footprint =
  | { shape: "disc"; centre: LonLat; radius_m: number }
  | { shape: "corridor"; path: LonLat[]; half_width_m: number }
  | { shape: "area"; rings: LonLat[][]; margin_m?: number };

export interface Place {
  words: string;
  footprint?: Footprint | null;
}

export interface Position {
  lon: number;
  lat: number;
  accuracy_m?: number | null;
}

export interface Actor {
  id: string;
  name: string;
  role: string;
  of?: string | null;
  names?: Record<string, string>;
  described?: string | null;
}

export interface Post {
  id: string;
  actor: string;
  name: string;
  contact?: string | null;
}

// ---------------------------------------------------------------- plans

export interface Band {
  lower_m: number | null;
  upper_m: number | null;
  reference: string;
}

export interface Volume {
  footprint?: Footprint;
  moving?: { fixes: { at: Moment; lon: number; lat: number }[]; radius_m: number; slack_s: number };
  band: Band | null;
  span?: { start: Moment; end: Moment } | null;
}

export interface Plan {
  id: string;
  version: number;
  kind: string;
  actor: string;
  title: string;
  contact: string;
  state: string;
  volumes: Volume[];
  geojson: Json;
  starts_at: Moment | null;
  ends_at: Moment | null;
  armed_escort: Truth | null;
  position: Position | null;
  entry?: string;
  expires_at?: Moment | null;
  versions?: Json[];
}

// ---------------------------------------------------------------- channels

export interface Channel {
  id: string;
  name: string;
  kind: string;
  posts: string[];
  state: string;
  cause?: Json;
  causes_claimed?: Json[];
  last_check?: Json;
  next_check?: Moment | null;
}

export type RungName = "sent" | "delivered" | "acknowledged" | "read_back" | "passed_on";

export interface Rung {
  at: Moment;
  filed_at?: Moment;
  by_post?: string;
  by_telephone?: boolean;
  said_by?: string | null;
  entry?: string;
}

export interface Ladder {
  notification: string;
  about: { kind: string; id: string; version: number } | null;
  words: string;
  sender: string;
  sender_actor?: string;
  recipient: string;
  precedence: string;
  post: string | null;
  channel: string | null;
  activity_starts_at: Moment | null;
  rungs: Record<RungName, Rung | null>;
  read_back: { matches: Truth; distance_m: number | null; read?: Json; words?: string } | null;
  units_missing: string[];
  status: string;
  label: string;
  deadlines: { rung: RungName; due_at: Moment; reached_filed_at?: Moment | null; in_time?: boolean | null }[];
  escalations: { to_post: string | null; channel: string | null; reason: string; due_at: Moment; filed_at: Moment | null }[];
  exhausted: boolean;
  void: boolean;
  voided_by: string | null;
  voided_by_version?: number | null;
  would_have?: JsonObject | null;
}

// ---------------------------------------------------------------- claims

export interface Source {
  id: string;
  title: string;
  outlet: string;
  published: When | string;
  learnt_at: Moment | null;
}

export interface Stance {
  actor: string;
  stance: string;
  words?: string | null;
  since: When | Moment | null;
  unnamed: boolean;
  statements: string[];
  signed?: boolean;
  reported: { by: string; says: string; statement: string; state?: string }[];
}

export interface Origin {
  id: string;
  label: string;
  actors: string[];
  statements: string[];
  decisions: string[];
  unknown?: boolean;
}

export interface Claim {
  id: string;
  words: string;
  about?: Json;
  status: { key: string; words: string; asserted_by: string[]; confirmed_by: string[]; denied_by: string[] };
  stances: Stance[];
  statements: string[]; // that it is so
  statements_against?: string[];
  reported_in?: string[]; // statements that report what others hold of it
  origins: Origin[];
  origins_against?: Origin[];
}

export interface Statement {
  id: string;
  kind: string;
  words: string;
  source: string;
  speaker: string;
  chain: { actor: string | null; words: string }[];
  chain_words?: string;
  unnamed: boolean;
  said: When | null;
  learnt_at: Moment | null;
  quote?: string | null;
  holds: { claim: string; stance: string; part?: string | null }[];
  reports_of: { actor: string; claim: string; says: string }[];
}

export interface Decision {
  id: string;
  same: Truth;
  what: string;
  subjects: string[];
  reasons_for?: Json;
  reasons_against?: Json;
  post?: string;
  at?: Moment;
}

// ---------------------------------------------------------------- agreements, observations

export interface Zone {
  id: string;
  name: string;
  names?: Record<string, string>;
  footprint: Footprint;
  tolerance_m: number;
  source: string;
}

export interface Instrument {
  id: string;
  version: number;
  title: string;
  kind: string;
  parties: string[];
  guarantors: { slot: string; actor: string | null }[];
  life: Record<string, { state: string; words?: string | null; since: When | Moment | null; by: string | null }>;
  in_force: Truth;
  would_be: boolean;
  zones: Zone[];
  lines?: { id: string; name: string; path: LonLat[]; tolerance_m: number; source: string }[];
  rules: Json[];
  separations: Json[];
  versions?: Json[];
  geojson?: Json;
}

export interface Observation {
  id: string;
  kind: string;
  subject: string;
  of_actor: string | null;
  at: When | Moment;
  place?: Place | null;
  footprint?: Footprint | null;
  means: string;
  count: { best: number; low: number; high: number; complete: boolean } | null;
  source: Json;
  words: string;
  result: string | null;
  geojson?: Json;
}

// ---------------------------------------------------------------- talks, incidents

export interface Meeting {
  id: string;
  title: string;
  place: Place | null;
  at: When | Moment | null;
  participants: { actor?: string | null; slot?: string | null; role?: string; of?: string | null }[];
  claim: string | null;
  phase: string | null;
  phases: JsonObject[];
}

export interface Demand {
  id: string;
  by: string;
  of: string[];
  what: string;
  words: string;
  scope?: Json;
  inferred?: { areas: string[]; by: string; reason: string }[];
  statement?: string | null;
}

export interface Talks {
  meetings: Meeting[];
  demands: Demand[];
  pairs: { a: string; b: string; relation: string; truth: Truth; why: Json; conditions?: JsonObject[] }[];
  commitments: (JsonObject & { id: string; words: string; state: string; overdue: Truth })[];
  guarantees: (JsonObject & { id: string; words: string; guarantor: string | null; slot: string })[];
}

export interface Incident {
  id: string;
  title: string;
  at: When | Moment | null;
  place: Place | null;
  allegations: JsonObject[];
  inquiries: JsonObject[];
  results: JsonObject[];
  protests: JsonObject[];
  replies?: JsonObject[];
  counts: IncidentCounts;
}

export type IncidentCounts = {
  [name in "incidents" | "allegations" | "inquiries" | "results" | "protests" | "replies"]?: number;
} & { findings?: Record<string, number> };

// ---------------------------------------------------------------- alerts, timeline

export interface Alert {
  id: string;
  rule: string;
  subjects: string[];
  version: string;
  function: string;
  title: string;
  addressees: string[];
  raised_at: Moment;
  deadline: Moment | null;
  evidence: Json;
  entries: string[];
  past?: boolean;
  history?: JsonObject[];
  state?: "open" | "taken" | "closed";
  taken_by?: string | null;
  until?: Moment | null;
  proposes?: { kind: string; words: string; body?: JsonObject; audience?: string[] }[];
  filed?: Json[];
}

export interface TimelineItem {
  index: number;
  id: string;
  kind: string;
  function: string | null;
  post: string;
  actor: string;
  stated_at: Moment;
  filed_at: Moment;
  known_at: Moment;
  says: string;
  audience: string[];
  corrected_by?: string | null;
  withdrawn_by?: string | null;
}

export interface Picture {
  mechanism: { id: string; title: string; exercise: boolean; words: string; notice: string };
  reader: { post: string | null; actor: string | null };
  index: number;
  known_at: Moment | null;
  now: Moment;
  head: { size: number; root: string } | string | null;
  actors: Actor[];
  posts: Post[];
  plans: { plans: Plan[] };
  agreements: { instruments: Instrument[] };
  observations: { observations: Observation[] };
  channels: { channels: Channel[]; ladders: Ladder[] };
  claims: { actors: Actor[]; sources: Source[]; claims: Claim[]; statements: Statement[]; decisions: Decision[] };
  talks: Talks;
  incidents: { incidents: Incident[]; counts: IncidentCounts };
  findings: {
    plan_conflicts: PlanConflict[];
    plan_rules?: JsonObject[];
    verdicts?: JsonObject[];
    acknowledgements?: JsonObject[];
  };
  alerts: Alert[];
  flags: Alert[];
  timeline: TimelineItem[];
  referrals: JsonObject[];
}
