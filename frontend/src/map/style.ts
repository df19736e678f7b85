// The layers of the map. Rule: land, water, graticule and what the picture holds; no borders, no other names, no network.
import type { ExpressionSpecification, LayerSpecification, StyleSpecification } from "maplibre-gl";

export interface Palette {
  water: string;
  land: string;
  coast: string;
  grid: string;
  ink: string;
  halo: string;
  zone: string;
  conflict: string;
  seen: string;
  chosen: string;
}

export const LIGHT: Palette = {
  water: "#dbe6ee",
  land: "#f6f4ee",
  coast: "#9fb0bb",
  grid: "#b3bfc7",
  ink: "#1d242b",
  halo: "#ffffff",
  zone: "#3d4f5f",
  conflict: "#a1260d",
  seen: "#1d242b",
  chosen: "#f2b705",
};

export const DARK: Palette = {
  water: "#0d151c",
  land: "#1d252c",
  coast: "#4a5a66",
  grid: "#34424c",
  ink: "#eef2f5",
  halo: "#0d151c",
  zone: "#a9bccb",
  conflict: "#ff9a7a",
  seen: "#eef2f5",
  chosen: "#ffd23f",
};

const FONT = ["sans-serif"]; // drawn locally: there is no glyph server
const EMPTY = { type: "geojson" as const, data: { type: "FeatureCollection" as const, features: [] } };

const group = (...names: string[]): ExpressionSpecification => ["in", ["get", "group"], ["literal", names]];
const shape = (...names: string[]): ExpressionSpecification => ["in", ["geometry-type"], ["literal", names]];
const both = (...all: ExpressionSpecification[]): ExpressionSpecification => ["all", ...all] as ExpressionSpecification;
const faint = (value: number, full: number): ExpressionSpecification => ["case", ["get", "faint"], value, full];

function base(p: Palette): LayerSpecification[] {
  const label = { "text-font": FONT, "text-size": 11, "text-field": ["get", "text"] as ExpressionSpecification, "text-allow-overlap": false };
  const ink = { "text-color": p.ink, "text-halo-color": p.halo, "text-halo-width": 1.4, "text-opacity": 0.75 };
  return [
    { id: "water", type: "background", paint: { "background-color": p.water } },
    { id: "land", type: "fill", source: "land", paint: { "fill-color": p.land, "fill-outline-color": p.coast } },
    { id: "grid", type: "line", source: "grid", paint: { "line-color": p.grid, "line-width": 0.8, "line-opacity": 0.8 } },
    {
      id: "grid-lon",
      type: "symbol",
      source: "grid-labels",
      filter: ["==", ["get", "axis"], "lon"],
      layout: { ...label, "text-anchor": "bottom", "text-offset": [0, -0.4] },
      paint: ink,
    },
    {
      id: "grid-lat",
      type: "symbol",
      source: "grid-labels",
      filter: ["==", ["get", "axis"], "lat"],
      layout: { ...label, "text-anchor": "left", "text-offset": [0.5, 0] },
      paint: ink,
    },
  ];
}

function areas(p: Palette): LayerSpecification[] {
  const polygon = shape("Polygon", "MultiPolygon");
  return [
    { id: "zone-fill", type: "fill", source: "items", filter: both(group("Zones and lines"), polygon), paint: { "fill-color": p.zone, "fill-opacity": faint(0.05, 0.11) } },
    { id: "plan-fill", type: "fill", source: "items", filter: both(group("Plans"), polygon), paint: { "fill-pattern": ["get", "pattern"], "fill-opacity": faint(0.25, 0.85) } },
    { id: "seen-fill", type: "fill", source: "items", filter: both(group("Observations", "Incidents", "Meetings", "Alert evidence"), polygon), paint: { "fill-color": p.seen, "fill-opacity": 0.08 } },
    { id: "conflict-fill", type: "fill", source: "items", filter: both(group("Plan conflicts"), polygon), paint: { "fill-color": p.conflict, "fill-opacity": 0.14 } },
  ];
}

function lines(p: Palette): LayerSpecification[] {
  const round = { "line-cap": "round" as const, "line-join": "round" as const };
  return [
    { id: "zone-line", type: "line", source: "items", filter: both(group("Zones and lines"), ["!", ["get", "faint"]]), layout: round, paint: { "line-color": p.zone, "line-width": 1.8 } },
    { id: "zone-line-would", type: "line", source: "items", filter: both(group("Zones and lines"), ["get", "faint"]), paint: { "line-color": p.zone, "line-width": 1.6, "line-dasharray": [4, 3] } },
    { id: "plan-line", type: "line", source: "items", filter: group("Plans"), layout: round, paint: { "line-color": ["get", "colour"], "line-width": 2.4, "line-opacity": faint(0.4, 1) } },
    { id: "seen-line", type: "line", source: "items", filter: both(group("Observations", "Incidents", "Alert evidence"), shape("Polygon", "MultiPolygon", "LineString", "MultiLineString")), paint: { "line-color": p.seen, "line-width": 1.4, "line-dasharray": [1.5, 1.5] } },
    { id: "conflict-line", type: "line", source: "items", filter: group("Plan conflicts"), paint: { "line-color": p.conflict, "line-width": 2.6, "line-dasharray": [3, 1.5] } },
    { id: "chosen-line", type: "line", source: "items", filter: ["==", ["get", "key"], ""], layout: round, paint: { "line-color": p.chosen, "line-width": 5, "line-opacity": 0.85 } },
  ];
}

function points(p: Palette): LayerSpecification[] {
  const point = shape("Point", "MultiPoint");
  const text = { "text-font": FONT, "text-field": ["get", "label"] as ExpressionSpecification, "text-padding": 4 };
  const words = { "text-color": p.ink, "text-halo-color": p.halo, "text-halo-width": 2 };
  return [
    { id: "point", type: "circle", source: "items", filter: point, paint: { "circle-radius": 6, "circle-color": ["coalesce", ["get", "colour"], p.seen], "circle-stroke-color": p.halo, "circle-stroke-width": 2 } },
    { id: "chosen-point", type: "circle", source: "items", filter: ["==", ["get", "key"], ""], paint: { "circle-radius": 11, "circle-color": p.chosen, "circle-opacity": 0.35, "circle-stroke-color": p.chosen, "circle-stroke-width": 3 } },
    // small areas vanish when the whole world is in view: what happened at a place keeps a pin
    { id: "pin", type: "circle", source: "labels", filter: group("Meetings", "Incidents"), paint: { "circle-radius": 4.5, "circle-color": p.seen, "circle-stroke-color": p.halo, "circle-stroke-width": 1.5 } },
    { id: "label", type: "symbol", source: "labels", layout: { ...text, "text-size": ["case", ["==", ["get", "group"], "Zones and lines"], 12, 13], "text-max-width": 11, "text-variable-anchor": ["top", "bottom", "left", "right", "center"], "text-radial-offset": 0.9, "text-justify": "auto", "symbol-sort-key": ["get", "order"] }, paint: words },
  ];
}

export const ITEM_LAYERS = ["zone-fill", "plan-fill", "seen-fill", "conflict-fill", "zone-line", "zone-line-would", "plan-line", "seen-line", "conflict-line", "point", "pin"];
export const CHOSEN_LAYERS = ["chosen-line", "chosen-point"];

export function mapStyle(p: Palette): StyleSpecification {
  return {
    version: 8,
    sources: {
      land: EMPTY,
      grid: EMPTY,
      "grid-labels": EMPTY,
      items: EMPTY,
      labels: EMPTY,
    },
    layers: [...base(p), ...areas(p), ...lines(p), ...points(p)],
  };
}
