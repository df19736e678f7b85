// Every entry that this reader may read, newest first, and a scrubber that stands the whole page at an earlier entry.
import { signal } from "@preact/signals";
import { Empty } from "../../parts/empty";
import { ActorName, actorName, PostName } from "../../picture/names";
import type { TimelineItem } from "../../picture/picture";
import { latestIndex, picture, standAt } from "../../picture/state";
import { clock, day, full, ms } from "../../picture/times";

const room = signal("");
const PAGE = 200; // rows drawn at first: a long record must not stall a phone
const more = signal(PAGE);

let waiting: ReturnType<typeof setTimeout> | undefined;
const dragged = signal<number | null>(null);

function drag(index: number): void {
  dragged.value = index;
  clearTimeout(waiting);
  waiting = setTimeout(() => {
    standAt(index);
    dragged.value = null;
  }, 180); // one picture for where it stops, not for each step on the way
}

function Scrubber() {
  const shown = picture.value;
  if (!shown) return null;
  const most = Math.max(latestIndex.value, shown.index);
  const at = dragged.value ?? shown.index;
  const step = (by: number) => () => standAt(Math.min(most, Math.max(1, shown.index + by)));
  return (
    <div class="scrubber" role="group" aria-label="Stand at an entry">
      <button type="button" onClick={step(-1)} disabled={shown.index <= 1} aria-label="One entry earlier">
        ◀
      </button>
      <input
        type="range"
        min={1}
        max={Math.max(1, most)}
        step={1}
        value={at}
        aria-label="Entries of the record that the picture is made of"
        aria-valuetext={`first ${at} of ${most} entries`}
        onInput={(event) => drag(Number(event.currentTarget.value))}
      />
      <button type="button" onClick={step(1)} disabled={shown.index >= most} aria-label="One entry later">
        ▶
      </button>
      <output>
        {at} of {most}
      </output>
      {shown.index < most && (
        <button type="button" onClick={() => standAt(null)}>
          latest
        </button>
      )}
    </div>
  );
}

function Stated({ item }: { item: TimelineItem }) {
  const apart = Math.abs(ms(item.stated_at) - ms(item.filed_at)) >= 60_000;
  const sameDay = item.stated_at.slice(0, 10) === item.filed_at.slice(0, 10);
  if (!apart) return <span class="quiet">same</span>;
  return <time dateTime={item.stated_at}>{sameDay ? clock(item.stated_at) : full(item.stated_at)}</time>;
}

function Item({ item }: { item: TimelineItem }) {
  const undone = item.withdrawn_by ? "withdrawn" : item.corrected_by ? "corrected" : "";
  const everybody = item.audience.includes("all");
  return (
    <tr class={undone} id={`entry-${item.index}`} data-kind={item.kind}>
      <td class="index">
        <button type="button" class="link" title={`Stand at entry ${item.index}`} onClick={() => standAt(item.index + 1)}>
          {item.index}
        </button>
      </td>
      <td>
        <time dateTime={item.filed_at} title={full(item.filed_at)}>
          {clock(item.filed_at)}
        </time>
      </td>
      <td>
        <Stated item={item} />
      </td>
      <td>
        <PostName id={item.post} />
        <small class="quiet">
          <ActorName id={item.actor} />
        </small>
      </td>
      <td class="says">
        <code class="kind">{item.kind}</code> {undone ? <s dir="auto">{item.says}</s> : <span dir="auto">{item.says}</span>}
        {undone && " "}
        {undone && <span class="chip">{undone}</span>}
      </td>
      <td class="quiet audience-cell">{everybody ? "everybody" : item.audience.map(actorName).join(", ")}</td>
    </tr>
  );
}

export function TimelineView() {
  const shown = picture.value;
  if (!shown) return null;
  const rooms = [...new Set(shown.timeline.map((item) => item.function ?? "mechanism"))].sort();
  const items = shown.timeline
    .filter((item) => !room.value || (item.function ?? "mechanism") === room.value)
    .sort((a, b) => b.index - a.index);
  const drawn = items.slice(0, more.value);
  return (
    <>
      <div class="view-head">
        <h2>Timeline</h2>
        <Scrubber />
        <label class="choice">
          <span>Function</span>
          <select value={room.value} onChange={(event) => (room.value = event.currentTarget.value)}>
            <option value="">all</option>
            {rooms.map((name) => (
              <option key={name} value={name}>
                {name}
              </option>
            ))}
          </select>
        </label>
      </div>
      {items.length === 0 ? (
        <Empty what="No entry is in the picture." />
      ) : (
        <div class="table-frame" tabIndex={0} role="group" aria-label="Entries, newest first">
          <table class="plain timeline">
            <thead>
              <tr>
                <th scope="col">Entry</th>
                <th scope="col">Filed</th>
                <th scope="col">Stated</th>
                <th scope="col">Post</th>
                <th scope="col">Says</th>
                <th scope="col">Readers</th>
              </tr>
            </thead>
            {days(drawn).map(([date, found]) => (
              <tbody key={date}>
                <tr class="day">
                  <th scope="rowgroup" colSpan={6}>
                    {date}
                  </th>
                </tr>
                {found.map((item) => (
                  <Item key={item.id} item={item} />
                ))}
              </tbody>
            ))}
          </table>
        </div>
      )}
      {items.length > drawn.length && (
        <button type="button" onClick={() => (more.value += PAGE)}>
          show {Math.min(PAGE, items.length - drawn.length)} earlier entries
        </button>
      )}
    </>
  );
}

function days(items: TimelineItem[]): [string, TimelineItem[]][] {
  const found = new Map<string, TimelineItem[]>();
  for (const item of items) {
    const date = day(item.filed_at);
    found.set(date, [...(found.get(date) ?? []), item]);
  }
  return [...found];
}
