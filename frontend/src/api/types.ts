// What the API answers beside pictures. Shapes only.
import type { Json, Moment } from "../picture/picture";

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
