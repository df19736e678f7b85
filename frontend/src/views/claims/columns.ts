// Which actors get a column: parties, then those between them; everybody else who speaks stands in one last
// column, or in one each where the reader asks for it.
import type { Actor, Claim } from "../../picture/picture";

const RANK: Record<string, number> = { party: 0, mediator: 1, guarantor: 2, monitor: 3 };
const OTHERS = 9;

export const NONE = "no statement known";

export function rank(actor: Actor | undefined): number {
  return actor ? (RANK[actor.role] ?? OTHERS) : OTHERS;
}

export interface Columns {
  own: string[];
  others: string[];
}

export function columns(claims: Claim[], actors: Map<string, Actor>, everybody: boolean): Columns {
  const speaking = new Set<string>();
  const known = new Set<string>();
  for (const claim of claims) {
    for (const stance of claim.stances) {
      known.add(stance.actor);
      if (stance.stance !== NONE || stance.reported.length > 0) speaking.add(stance.actor);
    }
  }
  const main = [...known].filter((id) => rank(actors.get(id)) < 2 || (rank(actors.get(id)) < OTHERS && speaking.has(id)));
  main.sort((a, b) => rank(actors.get(a)) - rank(actors.get(b)));
  const rest = [...speaking].filter((id) => !main.includes(id));
  return everybody ? { own: [...main, ...rest], others: [] } : { own: main, others: rest };
}
