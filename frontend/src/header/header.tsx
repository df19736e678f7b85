// Which mechanism, seen as whom, from which record, as known when. Always on the screen.
import { ActorName, actorName, PostName, posts } from "../picture/names";
import {
  actingPost,
  chooseMechanism,
  knowAt,
  latestIndex,
  live,
  loading,
  mechanisms,
  picture,
  seeAs,
  standAt,
  wanted,
} from "../picture/state";
import { full } from "../picture/times";
import { ExerciseClock } from "./exercise";
import mark from "../mark.svg?url";
import { ThemeButton } from "./theme";

function root(head: unknown): string {
  if (typeof head === "string") return head;
  if (typeof head === "object" && head !== null && "root" in head) return String((head as { root: unknown }).root);
  return "";
}

function MechanismChoice() {
  return (
    <label class="choice">
      <span>Mechanism</span>
      <select value={wanted.value?.mechanism ?? ""} onChange={(event) => chooseMechanism(event.currentTarget.value)}>
        {mechanisms.value.map((found) => (
          <option key={found.id} value={found.id}>
            {found.title}
          </option>
        ))}
      </select>
    </label>
  );
}

function ReaderChoice() {
  const shown = picture.value;
  if (!shown) return null;
  if (!shown.mechanism.exercise) {
    return (
      <span class="choice">
        <span>Seen as</span> <PostName id={shown.reader.post} />
      </span>
    );
  }
  const byActor = new Map<string, string[]>();
  for (const post of posts.value.values()) byActor.set(post.actor, [...(byActor.get(post.actor) ?? []), post.id]);
  return (
    <label class="choice">
      <span>Acting as</span>
      <select id="seen-as" value={actingPost.value ?? ""} onChange={(event) => seeAs(event.currentTarget.value)}>
        {!posts.value.has(actingPost.value ?? "") && <option value={actingPost.value ?? ""}>{actingPost.value ?? "the public"}</option>}
        {[...byActor].map(([actor, ids]) => (
          <optgroup key={actor} label={actorName(actor)}>
            {ids.map((id) => (
              <option key={id} value={id}>
                {posts.value.get(id)?.name ?? id}
              </option>
            ))}
          </optgroup>
        ))}
      </select>
    </label>
  );
}

function RecordFacts() {
  const shown = picture.value;
  if (!shown) return null;
  const hash = root(shown.head);
  const earlier = wanted.value?.index !== null && shown.index < latestIndex.value;
  return (
    <dl class="record-facts">
      <div>
        <dt>Now</dt>
        <dd>
          <time dateTime={shown.now}>{full(shown.now)}</time> <ExerciseClock />
        </dd>
      </div>
      <div class={wanted.value?.knownAt ? "held-back" : ""}>
        <dt>As known at</dt>
        <dd>
          {wanted.value?.knownAt ? full(wanted.value.knownAt) : "all that is known now"}
          {wanted.value?.knownAt && (
            <button type="button" class="link" onClick={() => knowAt(null)}>
              show the latest
            </button>
          )}
        </dd>
      </div>
      <div class={earlier ? "held-back" : ""}>
        <dt>Record</dt>
        <dd>
          {earlier ? `first ${shown.index} of ${latestIndex.value} entries` : `${shown.index} entries, head signed`}
          {hash && (
            <code title={`root of the record: ${hash}`} aria-label="root of the record, shortened">
              {hash.slice(0, 12)}…
            </code>
          )}
          {earlier && (
            <button type="button" class="link" onClick={() => standAt(null)}>
              show all
            </button>
          )}
        </dd>
      </div>
    </dl>
  );
}

export function Header() {
  const shown = picture.value;
  return (
    <header class="head">
      <div class="head-top">
        <span class="brand">
          <img src={mark} alt="" width="26" height="26" /> Detente
        </span>
        <h1 dir="auto">{shown?.mechanism.title ?? "\u00a0"}</h1>
        <span class={live.value ? "pulse" : "pulse off"} role="img" aria-label={live.value ? "connected" : "not connected"}>
          {loading.value ? "reading…" : live.value ? "live" : "not connected"}
        </span>
        <ThemeButton />
        <MechanismChoice />
        <ReaderChoice />
      </div>
      <RecordFacts />
      {shown?.reader.actor && (
        <p class="visually-hidden">
          Seen as <PostName id={shown.reader.post} /> of <ActorName id={shown.reader.actor} />
        </p>
      )}
    </header>
  );
}
