// Bodies to start from, one for each kind that a person files. A null stands for an optional field.
// The server's refusals are the authority on what a body needs; these only save typing.
import type { JsonObject } from "../../picture/picture";

const AT = { words: "", earliest: null, latest: null };
const PLACE = { words: "" };

export const TEMPLATES: Record<string, JsonObject> = {
  "plan.file": {
    plan: "",
    version: 1,
    kind: "convoy",
    actor: "",
    title: "",
    contact: "",
    volumes: [
      {
        footprint: { shape: "disc", centre: [0, 0], radius_m: 1000 },
        band: { lower_m: 0, upper_m: 100, reference: "agl" },
        span: { start: "", end: "" },
      },
    ],
    armed_escort: null,
    notify: [],
    words: null,
  },
  "plan.withdraw": { plan: "", version: 1, reason: "" },
  message: { message: "", version: 1, channel: "", to: [], words: "", precedence: "routine" },
  notification: { notification: "", about: { kind: "plan", id: "", version: 1 }, words: "", precedence: "urgent", recipients: [{ recipient: "" }] },
  delivery: { notification: "", recipient: "", rung: "acknowledged", at: "", by_telephone: false },
  "channel.open": { channel: "", name: "", kind: "hotline", posts: [] },
  "channel.suspend": { channel: "", reason: "" },
  "channel.reopen": { channel: "", reason: "" },
  line_check: { channel: "", at: "", by: "", answered: "yes", words: null },
  "line_check.cause": { channel: "", claimed_by: "", words: "" },
  instrument: { instrument: "", version: 1, title: "", kind: "draft", parties: [], guarantors: [], zones: [], rules: [], separations: [], sources: [] },
  "instrument.amend": { instrument: "", version: 2, title: "", kind: "draft", parties: [], guarantors: [], zones: [], rules: [], separations: [], sources: [], words: "" },
  "instrument.life": { instrument: "", actor: "", state: "proposed", at: AT, words: null },
  observation: { observation: "", kind: "sighting", by: "", subject: "", at: AT, place: PLACE, means: "seen", source: [], words: "" },
  source: { source: "", title: "", outlet: "", published: AT, learnt_at: "" },
  actor: { actor: "", name: "", role: "office", of: null, names: {} },
  claim: { claim: "", words: "" },
  statement: { statement: "", kind: "statement", words: "", source: "", chain: [], speaker: "", unnamed: false, said: AT, learnt_at: "", holds: [{ claim: "", stance: "asserts" }] },
  stance: { actor: "", claim: "", stance: "confirms", words: null },
  identity: { decision: "", same: "cannot tell", what: "origin", subjects: [], reasons_for: [], reasons_against: [] },
  meeting: { meeting: "", title: "", place: PLACE, at: AT, participants: [] },
  "meeting.phase": { meeting: "", phase: "planned", words: "" },
  demand: { demand: "", by: "", of: [], what: "other", words: "", scope: { areas: [], words: "" } },
  "demand.scope": { demand: "", areas: [], by: "", reason: "" },
  commitment: { commitment: "", by: "", words: "" },
  "commitment.state": { commitment: "", state: "in doubt", by: "", words: "" },
  guarantee: { guarantee: "", of: "", guarantor: null, words: "" },
  "incident.open": { incident: "", title: "", at: AT, place: PLACE },
  allegation: { allegation: "", incident: "", by: "", against: null, words: "" },
  inquiry: { inquiry: "", incident: "", body: "", state: "opened", words: "", at: "" },
  result: { result: "", inquiry: "", incident: "", body: "", finding: "undetermined", words: "" },
  protest: { protest: "", incident: "", by: "", to: [], words: "" },
  reply: { reply: "", to: "", by: "", words: "" },
  correction: { corrects: "", body: {}, reason: "" },
  withdrawal: { withdraws: "", reason: "" },
  referral: { referral: "", to: "", about: "", reason: "", words: "" },
};

/** The name of the field that is the entry's own new id, where the kind has one. */
export function ownId(kind: string): string | null {
  const template = TEMPLATES[kind];
  const first = template ? (Object.keys(template)[0] ?? null) : null;
  return first === kind.split(".")[0] && !kind.includes(".") ? first : kind === "plan.file" ? "plan" : kind === "incident.open" ? "incident" : null;
}
