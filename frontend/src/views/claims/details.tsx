// What stands behind one row: its origins as counted by recorded decisions, and every statement with its chain.
import { Badge, TruthBadge } from "../../parts/badge";
import { Facts } from "../../parts/facts";
import { ActorName, Words } from "../../picture/names";
import type { Claim, Decision, Picture, Statement } from "../../picture/picture";
import { full, words } from "../../picture/times";
import { StatusWords } from "./status";

export function Chain({ statement }: { statement: Statement }) {
  if (statement.chain.length === 0) return <span dir="auto">{statement.chain_words ?? "source not stated"}</span>;
  return (
    <ol class="chain" aria-label="Source chain, from the root">
      {statement.chain.map((link, at) => (
        <li key={at} class={link.actor ? "" : "unknown-link"} dir="auto">
          {link.words || <ActorName id={link.actor} />}
          {!link.actor && <small> (unknown)</small>}
        </li>
      ))}
    </ol>
  );
}

function Holds({ statement, claim }: { statement: Statement; claim: string }) {
  const held = statement.holds.filter((hold) => hold.claim === claim);
  const reports = statement.reports_of.filter((report) => report.claim === claim);
  return (
    <>
      {held.map((hold) => (
        <Badge key={hold.stance} tone={hold.stance === "denies" ? "against" : "agree"}>
          {hold.stance}
          {hold.part ? `: ${hold.part}` : ""}
        </Badge>
      ))}
      {reports.map((report) => (
        <span key={report.actor + report.says} class="chip">
          of <ActorName id={report.actor} />: {report.says}
        </span>
      ))}
    </>
  );
}

function StatementItem({ statement, claim, picture }: { statement: Statement; claim: string; picture: Picture }) {
  const source = picture.claims.sources.find((found) => found.id === statement.source);
  return (
    <li class="statement">
      <p class="statement-head">
        <code>{statement.id}</code> <ActorName id={statement.speaker} />{" "}
        {statement.unnamed && <span class="unnamed">through an unnamed official</span>} <Holds statement={statement} claim={claim} />
      </p>
      <p>
        <Words>{statement.words}</Words>
      </p>
      {statement.quote && (
        <blockquote dir="auto">
          {statement.quote}
          <cite>
            quoted from <ActorName id={statement.speaker} />
          </cite>
        </blockquote>
      )}
      <Chain statement={statement} />
      <p class="quiet">
        said: {words(statement.said)} · learnt: {statement.learnt_at ? full(statement.learnt_at) : "not stated"} · in:{" "}
        <span dir="auto">{source?.title ?? statement.source}</span>
      </p>
    </li>
  );
}

function DecisionItem({ decision }: { decision: Decision }) {
  return (
    <details class="decision">
      <summary>
        recorded decision: same {decision.what}? <TruthBadge truth={decision.same} />
      </summary>
      <Facts of={{ subjects: decision.subjects, reasons_for: decision.reasons_for ?? null, reasons_against: decision.reasons_against ?? null }} />
    </details>
  );
}

export function Details({ claim, picture }: { claim: Claim; picture: Picture }) {
  const lookup = (ids: string[] | undefined): Statement[] =>
    (ids ?? [])
      .map((id) => picture.claims.statements.find((statement) => statement.id === id))
      .filter((statement): statement is Statement => statement !== undefined);
  const found = lookup(claim.statements);
  const against = lookup(claim.statements_against);
  const shown = new Set([...found, ...against]);
  const reports = lookup(claim.reported_in).filter((statement) => !shown.has(statement));
  const decisions = new Map(picture.claims.decisions.map((decision) => [decision.id, decision]));
  return (
    <div class="claim-details">
      <StatusWords status={claim.status} />
      <section aria-label="Origins">
        <h3>
          {claim.origins.length} {claim.origins.length === 1 ? "origin" : "origins"} behind {found.length}{" "}
          {found.length === 1 ? "statement" : "statements"} that it is so
        </h3>
        <ul class="origins">
          {[...claim.origins, ...(claim.origins_against ?? [])].map((origin) => (
            <li key={origin.id}>
              <strong dir="auto">{origin.label}</strong> {origin.unknown && <span class="chip">of unknown origin</span>}{" "}
              <span class="quiet">{origin.statements.join(", ")}</span>
              {origin.decisions.map((id) => {
                const decision = decisions.get(id);
                return decision ? <DecisionItem key={id} decision={decision} /> : null;
              })}
            </li>
          ))}
        </ul>
        <p class="quiet">Origins are one only where a person has recorded that they are.</p>
      </section>
      <div class="statement-lists">
        <Statements title="Statements that it is so" items={found} claim={claim} picture={picture} />
        <Statements title="Statements against it" items={against} claim={claim} picture={picture} />
        <Statements title="Reports of what others hold of it" items={reports} claim={claim} picture={picture} />
      </div>
    </div>
  );
}

function Statements({ title, items, claim, picture }: { title: string; items: Statement[]; claim: Claim; picture: Picture }) {
  if (items.length === 0) return null;
  return (
    <section aria-label={title}>
      <h3>{title}</h3>
      <ul class="statements">
        {items.map((statement) => (
          <StatementItem key={statement.id} statement={statement} claim={claim.id} picture={picture} />
        ))}
      </ul>
    </section>
  );
}
