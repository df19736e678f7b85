// What the API answers beside pictures. Shapes only.
import type { Band, Json, Moment } from "../picture/picture";

export interface Stop {
  label: string;
  known_at: Moment;
}

export interface MechanismListed {
  id: string;
  title: string;
  exercise: boolean;
  index: number;
  reader: string | null;
  opens_reader?: string | null;
  opens_with?: Moment | null;
  moments: Stop[];
}

export interface Listing {
  mechanisms: MechanismListed[];
  opens_on?: string | null;
}

/** One fault of what was filed: where it is, what is wrong, what to do next. */
export interface Problem {
  where: string;
  what: string;
  next_step: string;
}

export interface Receipt {
  index: number;
  id: string;
  proof?: Json;
  alerts?: Json[];
}

export interface Draft {
  as: string;
  kind: string;
  audience: string[];
  body: Json;
}

/** One plan after a way apart; times null where they are unknown. */
export interface MovedPlan {
  plan: string;
  version: number;
  actor: string;
  kind: WayKind;
  starts_at: Moment | null;
  ends_at: Moment | null;
  bands: (Band | null)[];
}

export type WayKind = "delay" | "advance" | "raise" | "lower";

export interface Way {
  rank: number;
  why_this_rank: string;
  kind: WayKind;
  of: string[];
  by_s: number | null;
  by_m: number | null;
  shared: boolean;
  disturbance_s: number;
  in_time: boolean | null;
  free_of: number;
  ends: MovedPlan[];
  words: string;
  notice?: string;
  rules?: { plan: string; instrument: string; rule: string; would_be: boolean; verdict: string }[];
}

export interface Ways {
  alert: string;
  in_full: boolean;
  checked_against: string;
  ways: Way[];
  not_offered: { kind: WayKind; of: string[]; why: string; in_the_way: string[] }[];
  limits: { time_s: number; time_shared_s: number; height_m: number; grid_s: number; metre_s: number };
  notice: string;
}
