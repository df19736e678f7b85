// The map itself: MapLibre over bundled land, without a network. It draws items and says which one was clicked.
// Rule: `window.__mapIdle` is true only while everything handed in has been drawn.
import type { Feature } from "geojson";
import * as maplibre from "maplibre-gl";
import "maplibre-gl/dist/maplibre-gl.css";
import workerUrl from "maplibre-gl/dist/maplibre-gl-worker.mjs?url";
import { graticule } from "./graticule";
import { readLand } from "./land";
import type { Group, MapItem } from "./items";
import { COLOURS, colour, hatching } from "./looks";
import { bounds } from "./shapes";
import { CHOSEN_LAYERS, DARK, ITEM_LAYERS, LIGHT, mapStyle } from "./style";

declare global {
  interface Window {
    __mapIdle?: boolean;
    /** keys of the items that are drawn now, for tests */
    __mapDrawn?: () => string[];
    /** whether land is drawn at a place in view, for tests */
    __mapIsLand?: (lon: number, lat: number) => boolean;
  }
}

maplibre.setWorkerUrl(new URL(workerUrl, import.meta.url).href);

const RTL = /[\u0590-\u08ff\ufb1d-\ufefc]/; // scripts that the map would draw letter by letter in the wrong order

let land: Promise<Feature[]> | null = null;

function idle(state: boolean): void {
  window.__mapIdle = state;
  document.body.dataset.mapIdle = String(state);
}

function drawn(all: MapItem[], looks: Map<string, number>, dark: boolean): Feature[] {
  return all.flatMap((item) => {
    const look = item.actor ? looks.get(item.actor) : undefined;
    const properties = {
      key: item.key,
      group: item.group,
      faint: item.faint,
      pattern: `hatch-${look ?? 0}`,
      ...(look === undefined ? {} : { colour: colour(look, dark) }),
    };
    return item.features.map((found): Feature => ({ type: "Feature", properties, geometry: found.geometry }));
  });
}

/** Whose labels go first where there is no room for all. */
const LABEL_ORDER: Group[] = ["Plan conflicts", "Plans", "Incidents", "Observations", "Meetings", "Zones and lines", "Alert evidence"];

/** One label for each item, in the middle of what it covers. */
function labels(all: MapItem[]): Feature[] {
  return all.flatMap((item) => {
    const box = bounds(item.features);
    if (!box || !item.label) return [];
    const text = RTL.test(item.label) ? item.key.split(/[:/]/).pop() : item.label;
    const middle = [(box[0] + box[2]) / 2, (box[1] + box[3]) / 2];
    return [{ type: "Feature", properties: { key: item.key, label: text, group: item.group, order: LABEL_ORDER.indexOf(item.group) }, geometry: { type: "Point", coordinates: middle } }];
  });
}

export class PictureMap {
  private readonly map: maplibre.Map;
  private items: MapItem[] = [];
  private looks = new Map<string, number>();
  private ready = false;
  private fitted = "";
  private chosen: string | null = null;

  constructor(
    place: HTMLElement,
    private dark: boolean,
    onChoose: (key: string | null) => void,
  ) {
    idle(false);
    this.map = new maplibre.Map({
      container: place,
      style: mapStyle(dark ? DARK : LIGHT),
      center: [20, 20],
      zoom: 1,
      maxZoom: 16,
      attributionControl: false, // said under the list: the land is in the public domain
      dragRotate: false,
      pitchWithRotate: false,
      fadeDuration: 0,
      renderWorldCopies: true,
    });
    this.map.touchZoomRotate.disableRotation();
    this.map.addControl(new maplibre.NavigationControl({ showCompass: false }), "top-right");
    this.map.addControl(new maplibre.ScaleControl({ unit: "metric" }), "bottom-right");
    this.map.on("idle", () => idle(this.ready));
    this.map.on("moveend", () => this.drawGrid());
    this.map.on("click", (event) => onChoose(this.at(event.point)));
    this.map.on("mousemove", (event) => {
      this.map.getCanvas().style.cursor = this.at(event.point) ? "pointer" : "";
    });
    this.map.on("style.load", () => this.fill());
    window.__mapDrawn = () => [...new Set(this.map.queryRenderedFeatures({ layers: ITEM_LAYERS }).map((found) => String(found.properties.key)))];
    window.__mapIsLand = (lon, lat) => this.map.queryRenderedFeatures(this.map.project([lon, lat]), { layers: ["land"] }).length > 0;
  }

  private at(point: maplibre.Point): string | null {
    const reach = 4;
    const found = this.map.queryRenderedFeatures(
      [
        [point.x - reach, point.y - reach],
        [point.x + reach, point.y + reach],
      ],
      { layers: ITEM_LAYERS },
    );
    return found[0] ? String(found[0].properties.key) : null;
  }

  private set(source: string, features: Feature[]): void {
    void (this.map.getSource(source) as maplibre.GeoJSONSource | undefined)?.setData({ type: "FeatureCollection", features });
  }

  /** A style has been loaded: everything that is not in it comes back. */
  private fill(): void {
    COLOURS.forEach((_, at) => {
      const name = `hatch-${at}`;
      if (!this.map.hasImage(name)) this.map.addImage(name, hatching(at, this.dark), { pixelRatio: 2 });
    });
    land ??= readLand();
    land
      .then((found) => {
        this.set("land", found);
        this.ready = true;
      })
      .catch(() => {
        land = null; // asked for again with the next style; the items are drawn all the same
        this.ready = true;
      });
    this.drawItems();
    this.drawGrid();
    this.choose(this.chosen, false);
  }

  private drawItems(): void {
    idle(false);
    this.set("items", drawn(this.items, this.looks, this.dark));
    this.set("labels", labels(this.items));
  }

  private drawGrid(): void {
    const view = this.map.getBounds();
    const { lines, labels: degrees } = graticule({ west: view.getWest(), south: view.getSouth(), east: view.getEast(), north: view.getNorth() });
    this.set("grid", lines.features);
    this.set("grid-labels", degrees.features);
  }

  /** Draw these items; the view moves to them only when `world` (the mechanism) is another than before. */
  show(items: MapItem[], looks: Map<string, number>, world: string): void {
    this.items = items;
    this.looks = looks;
    this.drawItems();
    if (items.length > 0 && world !== this.fitted) {
      this.fitted = world;
      this.fit(items.flatMap((item) => item.features));
    }
  }

  fit(features: Feature[], maxZoom = 11): void {
    const box = bounds(features);
    if (!box) return;
    this.map.fitBounds(box, { padding: 56, maxZoom, animate: false });
  }

  choose(key: string | null, move: boolean): void {
    this.chosen = key;
    for (const layer of CHOSEN_LAYERS) {
      if (!this.map.getLayer(layer)) continue;
      const same: maplibre.ExpressionFilterSpecification = ["==", ["get", "key"], key ?? ""];
      const point: maplibre.ExpressionFilterSpecification = ["all", same, ["==", ["geometry-type"], "Point"]];
      this.map.setFilter(layer, layer === "chosen-point" ? point : same);
    }
    const item = move ? this.items.find((candidate) => candidate.key === key) : undefined;
    if (item) this.fit(item.features);
  }

  colours(dark: boolean): void {
    if (dark === this.dark) return;
    this.dark = dark;
    for (let at = 0; at < COLOURS.length; at += 1) if (this.map.hasImage(`hatch-${at}`)) this.map.removeImage(`hatch-${at}`);
    idle(false);
    this.map.setStyle(mapStyle(dark ? DARK : LIGHT), { diff: false });
  }

  remove(): void {
    delete window.__mapDrawn;
    delete window.__mapIsLand;
    this.map.remove();
  }
}
