// The delivery board: for each notification, how far it got with each recipient, against which clocks.
import { Badge, type Tone } from "../../parts/badge";
import { Countdown } from "../../parts/countdown";
import { Empty } from "../../parts/empty";
import { ActorName, PostName, Words } from "../../picture/names";
import type { Channel, Ladder } from "../../picture/picture";
import { picture } from "../../picture/state";
import { clock, full, length, ms } from "../../picture/times";
import { LadderActions } from "./actions";
import { Channels } from "./channels";
import { Rungs } from "./rungs";

const GOOD = new Set(["read back", "passed on"]);
const BAD = new Set(["wrong place", "place not confirmed", "silent", "not passed on"]);

function tone(ladder: Ladder): Tone {
  if (ladder.void) return "plain";
  if (GOOD.has(ladder.status)) return "agree";
  return BAD.has(ladder.status) ? "warn" : "open";
}

function nextDeadline(ladder: Ladder): string | null {
  const open = ladder.deadlines.filter((deadline) => !deadline.reached_filed_at && !ladder.rungs[deadline.rung]);
  return open.map((deadline) => deadline.due_at).sort((a, b) => ms(a) - ms(b))[0] ?? null;
}

function Escalations({ ladder }: { ladder: Ladder }) {
  if (ladder.escalations.length === 0 && !ladder.exhausted) return null;
  return (
    <ul class="escalations" aria-label="Escalations">
      {ladder.escalations.map((step, at) => (
        <li key={at}>
          <span aria-hidden="true">↗</span> {step.reason}: <PostName id={step.to_post} />
          {step.channel && (
            <>
              {" "}
              over <ChannelName id={step.channel} />
            </>
          )}{" "}
          <span class="quiet">
            due {clock(step.due_at)}
            {step.filed_at && `, filed ${clock(step.filed_at)}`}
          </span>
        </li>
      ))}
      {ladder.exhausted && (
        <li class="exhausted">
          <span aria-hidden="true">▲</span> no post and no channel is left to try
        </li>
      )}
    </ul>
  );
}

function ChannelName({ id }: { id: string | null }) {
  const found = picture.value?.channels.channels.find((channel: Channel) => channel.id === id);
  return <bdi>{found?.name ?? id ?? "no channel"}</bdi>;
}

function LadderRow({ ladder }: { ladder: Ladder }) {
  const exercise = picture.value?.mechanism.exercise;
  return (
    <li class={ladder.void ? "ladder void" : "ladder"} data-recipient={ladder.recipient} data-status={ladder.status}>
      <div class="ladder-who">
        <h4>
          <ActorName id={ladder.recipient} scripts />
        </h4>
        <p class="quiet">
          <PostName id={ladder.post} /> · <ChannelName id={ladder.channel} />
        </p>
      </div>
      <Rungs ladder={ladder} />
      <div class="ladder-label">
        <Badge tone={tone(ladder)}>
          <span dir="auto">{ladder.label || ladder.status}</span>
        </Badge>
        {!ladder.void && <Countdown deadline={nextDeadline(ladder)} />}
      </div>
      <Escalations ladder={ladder} />
      <WouldHave ladder={ladder} />
      {exercise && <LadderActions ladder={ladder} />}
    </li>
  );
}

interface Group {
  key: string;
  first: Ladder;
  ladders: Ladder[];
}

function groups(ladders: Ladder[]): Group[] {
  const found = new Map<string, Group>();
  for (const ladder of ladders) {
    const key = `${ladder.notification}/${ladder.about?.version ?? ""}/${ladder.void}`;
    const group = found.get(key);
    if (group) group.ladders.push(ladder);
    else found.set(key, { key, first: ladder, ladders: [ladder] });
  }
  return [...found.values()];
}

function Notification({ group }: { group: Group }) {
  const { first } = group;
  return (
    <section class={first.void ? "notification void" : "notification"} data-notification={first.notification}>
      <header>
        <h3>
          {first.void ? (
            <s>
              <Words>{first.words}</Words>
            </s>
          ) : (
            <Words>{first.words}</Words>
          )}
        </h3>
        <p class="quiet">
          <code>{first.notification}</code>
          {first.about && (
            <>
              {" "}
              · about {first.about.kind} <code>{first.about.id}</code> version {first.about.version}
            </>
          )}{" "}
          · from <PostName id={first.sender} /> · {first.precedence}
          {first.activity_starts_at && ` · activity starts ${full(first.activity_starts_at)}`}
          {first.void && ` · void${first.voided_by_version ? `: version ${first.voided_by_version} stands in its place` : ""}: what was received of it no longer counts`}
        </p>
      </header>
      <ul class="ladders">
        {group.ladders.map((ladder) => (
          <LadderRow key={ladder.recipient} ladder={ladder} />
        ))}
      </ul>
    </section>
  );
}

/** What these clocks would have done for a message that was heard after the next post's turn: a bound, not a promise. */
function WouldHave({ ladder }: { ladder: Ladder }) {
  const what = ladder.would_have;
  if (!what) return null;
  const at = (value: unknown, to: string): string | null => (typeof value === "string" ? `${to} at ${clock(value)}` : null);
  const turns = [at(what.next_post_at, "the next post"), at(what.next_channel_at, "the next channel")].filter(Boolean);
  const sooner = typeof what.at_most_sooner_s === "number" ? what.at_most_sooner_s : null;
  return (
    <p class="would-have">
      With these clocks it would have reached {turns.join(" and ")}
      {sooner !== null && (
        <>
          : <strong>at most {length(sooner)} sooner</strong>
        </>
      )}
      .
    </p>
  );
}

export function DeliveryView() {
  const shown = picture.value;
  if (!shown) return null;
  const all = groups(shown.channels.ladders);
  const current = all.filter((group) => !group.first.void);
  const voided = all.filter((group) => group.first.void);
  return (
    <>
      <div class="view-head">
        <h2>Delivery</h2>
        <p class="quiet">Sent, delivered, acknowledged, read back, passed on. None of these is permission.</p>
      </div>
      {all.length === 0 && <Empty what="Nothing has been notified." />}
      {current.map((group) => (
        <Notification key={group.key} group={group} />
      ))}
      {voided.length > 0 && (
        <details class="folded">
          <summary>
            {voided.length} void {voided.length === 1 ? "version" : "versions"}
          </summary>
          {voided.map((group) => (
            <Notification key={group.key} group={group} />
          ))}
        </details>
      )}
      <Channels channels={shown.channels.channels} />
    </>
  );
}
