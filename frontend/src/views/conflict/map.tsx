// The conflict in the map: its region, the plans that this reader may read, the nearest point; nothing else.
import { effect } from "@preact/signals";
import { useEffect, useRef, useState } from "preact/hooks";
import { dark } from "../../header/theme";
import { items, type MapItem } from "../../map/items";
import { actorLooks } from "../../map/looks";
import type { PictureMap } from "../../map/map";
import type { PlanConflict } from "../../picture/conflict";
import type { Picture } from "../../picture/picture";
import { lookedAt, picture } from "../../picture/state";

const ZOOM = 14;

function itemsOf(shown: Picture, conflict: PlanConflict): { all: MapItem[]; region: MapItem | undefined; looks: Map<string, number> } {
  const every = items(shown);
  const region = every.find((item) => item.key === `conflict:${conflict.alert}`);
  const keys = new Set(conflict.plans.map((side) => `plan:${side.plan ?? ""}`));
  const plans = every.filter((item) => keys.has(item.key));
  const point: MapItem[] = conflict.at
    ? [{ key: "nearest", group: "Plan conflicts", title: "nearest point", label: "nearest", lines: [], actor: null, faint: false, features: [{ type: "Feature", properties: {}, geometry: { type: "Point", coordinates: conflict.at } }] }]
    : [];
  // the name of the region is the view's title; its label would lie on the nearest point's
  return { all: [...plans, ...(region ? [{ ...region, label: conflict.at ? "" : region.label }] : []), ...point], region, looks: actorLooks(every) };
}

export function ConflictMap() {
  const place = useRef<HTMLDivElement>(null);
  const map = useRef<PictureMap | null>(null);
  const [failed, setFailed] = useState(false);
  const fit = (): void => {
    const shown = picture.value;
    const conflict = shown?.findings.plan_conflicts.find((one) => one.alert === lookedAt.value);
    if (!shown || !conflict) return;
    const { all, region } = itemsOf(shown, conflict);
    map.current?.fit((region ? [region] : all).flatMap((item) => item.features), ZOOM);
  };
  useEffect(() => {
    let gone = false;
    const stops: (() => void)[] = [];
    import("../../map/map")
      .then(({ PictureMap }) => {
        if (gone || !place.current) return;
        const made = new PictureMap(place.current, dark.value, () => undefined);
        map.current = made;
        let shownFor = "";
        stops.push(
          effect(() => {
            const shown = picture.value;
            const conflict = shown?.findings.plan_conflicts.find((one) => one.alert === lookedAt.value);
            if (!shown || !conflict) return;
            const { all, looks } = itemsOf(shown, conflict);
            made.show(all, looks, conflict.alert);
            const key = `${shown.mechanism.id}/${conflict.alert}`;
            if (key !== shownFor) fit();
            shownFor = key;
          }),
          effect(() => made.colours(dark.value)),
        );
      })
      .catch(() => setFailed(true));
    return () => {
      gone = true;
      stops.forEach((stop) => stop());
      map.current?.remove();
      map.current = null;
    };
  }, []);
  return (
    <div class="map-frame conflict-map">
      <div ref={place} class="map-place" role="group" aria-label="Map of the region in which they could meet; its bounds stand under “where”" />
      {failed && (
        <p class="trouble" role="alert">
          This browser cannot draw the map (WebGL 2 is needed). The bounds of the region stand under “where”.
        </p>
      )}
      <button type="button" class="fit" onClick={fit}>
        to the region
      </button>
    </div>
  );
}
