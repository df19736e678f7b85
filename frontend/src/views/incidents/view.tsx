// Incidents: allegations, inquiries, results, protests and replies, each counted apart. No total over them exists.
import type { ComponentChildren } from "preact";
import { Badge } from "../../parts/badge";
import { Empty } from "../../parts/empty";
import { Facts } from "../../parts/facts";
import { ActorName, Words } from "../../picture/names";
import type { Incident, JsonObject } from "../../picture/picture";
import { picture } from "../../picture/state";
import { words } from "../../picture/times";

const COUNTED = ["allegations", "inquiries", "results", "protests", "replies"] as const;

function Counts({ of }: { of: Record<string, number> }) {
  return (
    <dl class="counts">
      {COUNTED.map((name) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{of[name] ?? 0}</dd>
        </div>
      ))}
    </dl>
  );
}

function text(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}

function Item({ item, who, badge, besides }: { item: JsonObject; who: string; badge?: string | null; besides: string[] }) {
  const more = Object.keys(item).some((name) => ![...besides, "words", who, "id", "incident", "by_post", "statement"].includes(name) && item[name] !== null);
  return (
    <>
      <p>
        <strong>
          <ActorName id={text(item[who])} />
        </strong>
{" "}
        {badge && <Badge>{badge}</Badge>} <Words>{text(item.words)}</Words>
      </p>
      {more && (
        <details>
          <summary>details</summary>
          <Facts of={item} besides={[...besides, "words", who]} />
        </details>
      )}
    </>
  );
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
      <Item item={item} who="by" besides={["replies"]} />
      {replies(item).length > 0 && (
        <ul class="replies">
          {replies(item).map((reply, at) => (
            <li key={at}>
              <span class="quiet">reply:</span> <Item item={reply} who="by" besides={["to"]} />
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
            besides={["state", "days_suspended"]}
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
