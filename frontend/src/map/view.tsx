// The map and its list. The map's code is large and is fetched only when this view is first opened.
import { effect, signal } from "@preact/signals";
import { useEffect, useMemo, useRef } from "preact/hooks";
import { dark } from "../header/theme";
import { picture } from "../picture/state";
import { chosenItem } from "./chosen";
import { items, type Group } from "./items";
import { MapList } from "./list";
import { actorLooks } from "./looks";
import type { PictureMap } from "./map";

const hidden = signal<ReadonlySet<Group>>(new Set(["Alert evidence"]));
const failed = signal<string | null>(null);

function useMap() {
  const place = useRef<HTMLDivElement>(null);
  const map = useRef<PictureMap | null>(null);
  useEffect(() => {
    let gone = false;
    const stops: (() => void)[] = [];
    import("./map")
      .then(({ PictureMap }) => {
        if (gone || !place.current) return;
        const made = new PictureMap(place.current, dark.value, (key) => (chosenItem.value = key));
        map.current = made;
        stops.push(
          effect(() => {
            const shown = picture.value;
            if (!shown) return;
            const all = items(shown);
            made.show(
              all.filter((item) => !hidden.value.has(item.group) || item.key === chosenItem.value),
              actorLooks(all),
              shown.mechanism.id,
            );
            made.choose(chosenItem.value, false);
          }),
          effect(() => made.colours(dark.value)),
        );
        if (chosenItem.value) made.choose(chosenItem.value, true);
      })
      .catch(() => (failed.value = "This browser cannot draw the map (WebGL 2 is needed). The list holds the same items."));
    return () => {
      gone = true;
      stops.forEach((stop) => stop());
      map.current?.remove();
      map.current = null;
    };
  }, []);
  return { place, map };
}

export function MapView() {
  const shown = picture.value;
  const { place, map } = useMap();
  const all = useMemo(() => (shown ? items(shown) : []), [shown]);
  const choose = (key: string): void => {
    const same = chosenItem.value === key;
    chosenItem.value = same ? null : key;
    if (!same) map.current?.choose(key, true);
  };
  return (
    <div class="map-view">
      <div class="map-frame">
        <div ref={place} class="map-place" aria-label="Map of land, water and degrees; the list beside it holds the same items" role="group" />
        {failed.value && (
          <p class="trouble" role="alert">
            {failed.value}
          </p>
        )}
        <button type="button" class="fit" onClick={() => map.current?.fit(all.flatMap((item) => item.features))}>
          show all
        </button>
      </div>
      <MapList all={all} looks={actorLooks(all)} hidden={hidden} choose={choose} />
    </div>
  );
}
