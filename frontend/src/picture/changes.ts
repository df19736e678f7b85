// What differs between two pictures of one reader: which claims turned, and the words for it.
import type { Claim, Picture } from "./picture";

export interface Changes {
  /** claim id -> the short status it had before ("" when it was not known before) */
  claims: Map<string, string>;
  /** "claim id/actor id" of stances that changed */
  stances: Set<string>;
  words: string;
  any: boolean;
}

export const NO_CHANGES: Changes = { claims: new Map(), stances: new Set(), words: "", any: false };

function stanceKeys(claim: Claim): Map<string, string> {
  return new Map(
    claim.stances.map((s) => [s.actor, `${s.stance}|${s.unnamed}|${s.reported.map((r) => r.by + r.says).join(",")}`]),
  );
}

export function compare(before: Picture, after: Picture): Changes {
  const old = new Map(before.claims.claims.map((claim) => [claim.id, claim]));
  const claims = new Map<string, string>();
  const stances = new Set<string>();
  const said: string[] = [];
  let added = 0;
  for (const claim of after.claims.claims) {
    const was = old.get(claim.id);
    if (!was) {
      claims.set(claim.id, "");
      added += 1;
      continue;
    }
    if (was.status.words !== claim.status.words || was.status.key !== claim.status.key) {
      claims.set(claim.id, was.status.key);
      said.push(`“${claim.words}”: now ${claim.status.key}, before ${was.status.key}.`);
    }
    const keys = stanceKeys(was);
    for (const [actor, key] of stanceKeys(claim)) {
      if (keys.get(actor) !== key) stances.add(`${claim.id}/${actor}`);
    }
  }
  const kept = new Set(after.claims.claims.map((claim) => claim.id));
  const gone = before.claims.claims.filter((claim) => !kept.has(claim.id)).length;
  if (added) said.push(`${added} more ${added === 1 ? "claim is" : "claims are"} known.`);
  if (gone) said.push(`${gone} ${gone === 1 ? "claim is" : "claims are"} not yet known then.`);
  return { claims, stances, words: said.join(" "), any: said.length > 0 || stances.size > 0 };
}
