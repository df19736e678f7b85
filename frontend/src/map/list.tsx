// The list beside the map: the same items, for whoever does not see or use the map; and the legend.
import type { Signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { ActorName } from "../picture/names";
import { lookAt } from "../picture/state";
import { chosenItem } from "./chosen";
import { GROUPS, type Group, type MapItem } from "./items";
import { Swatch } from "./swatch";

function Item({ item, look, choose }: { item: MapItem; look: number | undefined; choose: (key: string) => void }) {
  const chosen = chosenItem.value === item.key;
  return (
    <li>
      <button type="button" class={item.faint ? "map-item faint" : "map-item"} aria-pressed={chosen} data-item={item.key} onClick={() => choose(item.key)}>
        <Swatch group={item.group} look={look} />
        <span>
          <span dir="auto">{item.title}</span>
          {item.faint && item.group === "Zones and lines" && <small class="chip">would be</small>}
        </span>
      </button>
      {chosen && (
        <ul class="item-lines">
          {item.lines.map((line) => (
            <li key={line} dir="auto">
              {line}
            </li>
          ))}
          {item.group === "Plan conflicts" && (
            <li>
              <button type="button" onClick={() => lookAt(item.key.replace(/^conflict:/, ""))}>
                Look at it…
              </button>
            </li>
          )}
        </ul>
      )}
    </li>
  );
}

export interface ListProps {
  all: MapItem[];
  looks: Map<string, number>;
  hidden: Signal<ReadonlySet<Group>>;
  choose: (key: string) => void;
}

export function MapList({ all, looks, hidden, choose }: ListProps) {
  const chosen = chosenItem.value;
  useEffect(() => {
    if (chosen) document.querySelector(`[data-item="${CSS.escape(chosen)}"]`)?.scrollIntoView({ block: "nearest" });
  }, [chosen]);
  const flip = (group: Group): void => {
    const next = new Set(hidden.value);
    if (!next.delete(group)) next.add(group);
    hidden.value = next;
  };
  return (
    <div class="map-list" role="region" aria-label="What is on the map">
      {looks.size > 0 && (
        <ul class="map-legend" aria-label="Whose plans">
          {[...looks].map(([actor, look]) => (
            <li key={actor}>
              <Swatch group="Plans" look={look} /> <ActorName id={actor} scripts />
            </li>
          ))}
        </ul>
      )}
      {all.length === 0 && <p class="empty">Nothing in the picture has a place.</p>}
      {GROUPS.filter((group) => all.some((item) => item.group === group)).map((group) => {
        const found = all.filter((item) => item.group === group);
        return (
          <section key={group} aria-label={group}>
            <label class="check group-title">
              <input type="checkbox" checked={!hidden.value.has(group)} onChange={() => flip(group)} />
              {group} <span class="count">{found.length}</span>
            </label>
            {!hidden.value.has(group) && (
              <ul>
                {found.map((item) => (
                  <Item key={item.key} item={item} look={item.actor ? looks.get(item.actor) : undefined} choose={choose} />
                ))}
              </ul>
            )}
          </section>
        );
      })}
      <p class="quiet">Land: Natural Earth, public domain. Shapes are for display; what fits what is decided on the ellipsoid.</p>
    </div>
  );
}
