// Incidents: allegations, inquiries, results, protests and replies, each counted apart. No total over them exists.
import type { ComponentChildren } from "preact";
import { Badge } from "../../parts/badge";
import { Empty } from "../../parts/empty";
import { Facts, known } from "../../parts/facts";
import { ActorName, Words } from "../../picture/names";
import type { Incident, Json, JsonObject } from "../../picture/picture";
import { picture } from "../../picture/state";
import { full, words } from "../../picture/times";

const COUNTED = ["allegations", "inquiries", "results", "protests", "replies"] as const;

function Counts({ of }: { of: Incident["counts"] }) {
  const told = findings(of);
  return (
    <dl class="counts">
      {COUNTED.map((name) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>
            {of[name] ?? 0}
            {name === "results" && told && <small> ({told})</small>}
          </dd>
        </div>
      ))}
    </dl>
  );
}

function text(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}

const PLAIN = ["id", "incident", "inquiry", "words", "statement", "filed_at", "replies", "steps", "to"];

function Item({ item, who, badge, besides = [] }: { item: JsonObject; who: string; badge?: string | null; besides?: string[] }) {
  const shown = [...PLAIN, who, ...besides];
  const rest = known(Object.fromEntries(Object.entries(item).filter(([name]) => !shown.includes(name))));
  return (
    <>
      <p>
        <strong>
          <ActorName id={text(item[who])} />
        </strong>{" "}
        {badge && <Badge>{badge}</Badge>} <Words>{text(item.words)}</Words>{" "}
        {typeof item.filed_at === "string" && <small class="quiet">filed {full(item.filed_at)}</small>}
      </p>
      <Steps steps={item.steps} />
      {Object.keys(rest as JsonObject).length > 0 && (
        <details>
          <summary>details</summary>
          <Facts of={rest} />
        </details>
      )}
    </>
  );
}

/** What became of an inquiry, step by step. */
function Steps({ steps }: { steps: Json | undefined }) {
  if (!Array.isArray(steps)) return null;
  return (
    <ol class="steps">
      {(steps as JsonObject[]).map((step, at) => (
        <li key={at}>
          <span class="quiet">{typeof step.at === "string" ? full(step.at) : "time not known"}</span> {text(step.state)}: <Words>{text(step.words)}</Words>
        </li>
      ))}
    </ol>
  );
}

/** "substantiated 1, undetermined 2": results are told apart wherever they are counted. */
function findings(of: Incident["counts"]): string {
  const found = of.findings;
  if (typeof found !== "object" || found === null) return "";
  return Object.entries(found)
    .filter(([, count]) => count > 0)
    .map(([name, count]) => `${name} ${count}`)
    .join(", ");
}

function suspended(days: unknown): string {
  if (typeof days !== "number" || days <= 0) return "";
  return days === 1 ? ", 1 day suspended" : `, ${days} days suspended`;
}

function List({ title, items, children }: { title: string; items: JsonObject[]; children: (item: JsonObject) => ComponentChildren }) {
  if (items.length === 0) return null;
  return (
    <section class="incident-list">
      <h4>{title}</h4>
      <ul>
        {items.map((item, at) => (
          <li key={String(item.id ?? at)}>{children(item)}</li>
        ))}
      </ul>
    </section>
  );
}

function IncidentCard({ incident }: { incident: Incident }) {
  const replies = (item: JsonObject): JsonObject[] => (Array.isArray(item.replies) ? (item.replies as JsonObject[]) : []);
  const withReplies = (item: JsonObject) => (
    <>
      <Item item={item} who="by" besides={["recorded_by"]} />
      {replies(item).length > 0 && (
        <ul class="replies">
          {replies(item).map((reply, at) => (
            <li key={at}>
              <span class="quiet">reply:</span> <Item item={reply} who="by" />
            </li>
          ))}
        </ul>
      )}
    </>
  );
  return (
    <article class="card incident" data-incident={incident.id}>
      <header>
        <h3>
          <Words>{incident.title}</Words>
        </h3>
      </header>
      <p class="quiet" dir="auto">
        {words(incident.at)} · {incident.place?.words ?? "place not known"}
      </p>
      <Counts of={incident.counts} />
      <List title="Allegations" items={incident.allegations}>
        {withReplies}
      </List>
      <List title="Inquiries" items={incident.inquiries}>
        {(item) => (
          <Item
            item={item}
            who="body"
            badge={`${text(item.state) ?? ""}${suspended(item.days_suspended)}`}
            besides={["state", "days_suspended", "suspended_s"]}
          />
        )}
      </List>
      <List title="Results" items={incident.results}>
        {(item) => <Item item={item} who="body" badge={text(item.finding)} besides={["finding"]} />}
      </List>
      <List title="Protests" items={incident.protests}>
        {withReplies}
      </List>
    </article>
  );
}

export function IncidentsView() {
  const shown = picture.value;
  if (!shown) return null;
  const { incidents, counts } = shown.incidents;
  return (
    <>
      <div class="view-head">
        <h2>Incidents</h2>
        <p class="quiet">An allegation is not a result. Each is counted apart, and nothing adds them up.</p>
      </div>
      {incidents.length === 0 ? <Empty what="No incident has been opened." /> : <Counts of={counts} />}
      <div class="cards wide">
        {incidents.map((incident) => (
          <IncidentCard key={incident.id} incident={incident} />
        ))}
      </div>
      {shown.referrals.length > 0 && (
        <section aria-labelledby="referrals-title">
          <h2 id="referrals-title">Referrals to other mechanisms</h2>
          {shown.referrals.map((referral, at) => (
            <article class="card" key={at}>
              <Facts of={referral} />
            </article>
          ))}
        </section>
      )}
    </>
  );
}
