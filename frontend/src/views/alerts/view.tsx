// What needs whose attention by when. Flags, which wait for nobody, are listed apart.
import { signal } from "@preact/signals";
import { Badge, type Tone } from "../../parts/badge";
import { Countdown } from "../../parts/countdown";
import { Empty } from "../../parts/empty";
import { Facts } from "../../parts/facts";
import { PostName } from "../../picture/names";
import type { Alert } from "../../picture/picture";
import { actingPost, lookAt, picture, show } from "../../picture/state";
import { waits } from "../../picture/waiting";
import { clock, full, ms } from "../../picture/times";
import { chosenItem } from "../../map/chosen";
import { Actions } from "./actions";

const onlyMine = signal(false);

const STATES: Record<string, { tone: Tone; shape: string }> = {
  open: { tone: "warn", shape: "▲" },
  taken: { tone: "strong", shape: "◑" },
  closed: { tone: "plain", shape: "■" },
  past: { tone: "plain", shape: "□" },
};

function State({ alert }: { alert: Alert }) {
  const state = alert.state !== "closed" && alert.past ? "past" : (alert.state ?? "open");
  const look = STATES[state] ?? { tone: "plain" as Tone, shape: "○" };
  return (
    <Badge tone={look.tone} shape={look.shape}>
      {state}
      {state === "taken" && (
        <>
          {" by "}
          <PostName id={alert.taken_by} />
          {alert.until && <span>until {clock(alert.until)}</span>}
        </>
      )}
    </Badge>
  );
}

export function AlertCard({ alert, acting }: { alert: Alert; acting: boolean }) {
  const addressed = alert.addressees.includes(actingPost.value ?? "");
  const onMap = (): void => {
    chosenItem.value = `alert:${alert.id}`;
    show("map");
  };
  return (
    <article class={acting ? `card alert ${alert.state ?? "open"}` : "card flag"} data-alert={alert.id} aria-labelledby={`alert-${alert.id}`}>
      <header>
        <h3 id={`alert-${alert.id}`} dir="auto">
          {alert.title}
        </h3>
        {acting && <Countdown deadline={alert.deadline} done={!waits(alert)} />}
      </header>
      <p class="card-line">
        {acting && <State alert={alert} />}
        {alert.addressees.length > 0 && (
          <span>
            for{" "}
            {alert.addressees.map((post, at) => (
              <span key={post}>
                {at > 0 && ", "}
                <strong>
                  <PostName id={post} />
                </strong>
              </span>
            ))}
            {addressed && <span class="chip you">you</span>}
          </span>
        )}
        <span class="quiet">
          {alert.rule} · raised {full(alert.raised_at)}
        </span>
      </p>
      {alert.rule === "plan-conflict" && (
        <p class="form-buttons">
          <button type="button" onClick={() => lookAt(alert.id)}>
            Look at it…
          </button>
          <span class="quiet">map, time and height, ways apart</span>
        </p>
      )}
      <details class="evidence">
        <summary>Evidence</summary>
        <Facts of={alert.evidence} />
        <p class="quiet">
          rests on {alert.entries.length} {alert.entries.length === 1 ? "entry" : "entries"}
          {alert.entries.map((id) => (
            <code key={id} title={id}>
              {id.slice(0, 10)}…
            </code>
          ))}
          · alert <code>{alert.id}</code>
        </p>
        <button type="button" class="link" onClick={onMap}>
          show on the map
        </button>
      </details>
      {alert.filed && alert.filed.length > 0 && (
        <details>
          <summary>
            {alert.filed.length} {alert.filed.length === 1 ? "step" : "steps"} filed for it
          </summary>
          <Facts of={alert.filed} />
        </details>
      )}
      {acting && picture.value?.mechanism.exercise && <Actions alert={alert} />}
    </article>
  );
}

function order(a: Alert, b: Alert): number {
  const rank = (alert: Alert): number => ["open", "taken", "closed"].indexOf(alert.state ?? "open");
  const due = (alert: Alert): number => (alert.deadline ? ms(alert.deadline) : Number.MAX_SAFE_INTEGER);
  return rank(a) - rank(b) || due(a) - due(b) || a.id.localeCompare(b.id);
}

export function AlertsView() {
  const shown = picture.value;
  if (!shown) return null;
  const post = actingPost.value ?? "";
  const all = shown.alerts.filter((alert) => !onlyMine.value || alert.addressees.includes(post)).sort(order);
  const waiting = all.filter(waits);
  const over = all.filter((alert) => !waits(alert));
  return (
    <>
      <div class="view-head">
        <h2>What needs whose attention by when</h2>
        <label class="check">
          <input type="checkbox" checked={onlyMine.value} onChange={(event) => (onlyMine.value = event.currentTarget.checked)} />
          only for <PostName id={post} />
        </label>
      </div>
      {waiting.length === 0 && <Empty what="No alert waits." />}
      <div class="cards">
        {waiting.map((alert) => (
          <AlertCard key={alert.id} alert={alert} acting />
        ))}
      </div>
      {over.length > 0 && (
        <details class="folded">
          <summary>{over.length} closed or past</summary>
          <div class="cards">
            {over.map((alert) => (
              <AlertCard key={alert.id} alert={alert} acting />
            ))}
          </div>
        </details>
      )}
      {shown.flags.length > 0 && (
        <section class="flags" aria-labelledby="flags-title">
          <h2 id="flags-title">Flags</h2>
          <p class="quiet">Worth seeing; they wait for nobody and no clock runs.</p>
          <div class="cards">
            {shown.flags.map((flag) => (
              <AlertCard key={flag.id} alert={flag} acting={false} />
            ))}
          </div>
        </section>
      )}
    </>
  );
}
