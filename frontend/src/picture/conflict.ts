// A plan conflict as the API gives it to one reader. Rule: whatever is not disclosed to the reader is left out or
// null, never guessed; views say that it is not disclosed.
import type { LonLat, Moment, Truth } from "./picture";

export interface Region {
  west: number;
  south: number;
  east: number;
  north: number;
}

/** One of the two plans; of another party's plan a side reads only actor and contact. */
export interface Side {
  id?: string | null;
  plan?: string | null;
  version?: number | null;
  actor: string;
  kind?: string | null;
  contact?: string | null;
  entry?: string | null;
}

export interface Apart {
  horizontal_m: number;
  vertical_m: number;
  time_s: number;
  source: string;
}

export interface PlanConflict {
  alert: string;
  plans: Side[];
  certain: Truth;
  touching?: boolean;
  unknown?: string[];
  interval: { start: Moment; end: Moment } | null;
  region: Region | null;
  at?: LonLat | null;
  least_horizontal_m?: number | null;
  error_m?: number | null;
  least_vertical_m?: number | null;
  gap_s?: number | null;
  separation?: Apart | null;
  words?: string;
  /** between the later filing and the interval, seconds */
  notice_s?: number | null;
  lead_s?: number | null;
  too_late?: boolean;
  calls?: { post: string; calls: string }[];
  call_by?: Moment | null;
  /** what was disclosed, where it is not everything */
  disclosed?: string | null;
}
