// Lines of equal longitude and latitude for what is in view, with their degrees: the only names that the base map has.
import type { Feature, FeatureCollection } from "geojson";

const STEPS = [30, 15, 10, 5, 2, 1, 0.5, 0.25, 0.1, 0.05, 0.02, 0.01];
const LINES_WANTED = 5;
const VERTICES = 24; // along a line, so that it bends rightly on a globe

export interface View {
  west: number;
  south: number;
  east: number;
  north: number;
}

export function step(span: number): number {
  return STEPS.find((candidate) => span / candidate >= LINES_WANTED) ?? 0.01;
}

/** 33.5 N, 1 -> "33°30′N"; whole degrees without minutes. */
export function degrees(value: number, axis: "lon" | "lat"): string {
  const minutes = Math.round(Math.abs(value) * 60 * 100) / 100;
  const whole = Math.floor(minutes / 60);
  const rest = Math.round((minutes - whole * 60) * 10) / 10;
  const side = value === 0 ? "" : axis === "lat" ? (value > 0 ? "N" : "S") : value > 0 ? "E" : "W";
  return `${whole}°${rest ? `${rest}′` : ""}${side}`;
}

function turned(lon: number): number {
  return ((((lon + 180) % 360) + 360) % 360) - 180;
}

function stops(from: number, to: number, by: number): number[] {
  const found: number[] = [];
  for (let n = Math.ceil(from / by); n * by <= to && found.length < 200; n += 1) found.push(Math.round(n * by * 1e6) / 1e6);
  return found;
}

function between(from: number, to: number): number[] {
  return Array.from({ length: VERTICES + 1 }, (_, at) => from + ((to - from) * at) / VERTICES);
}

export function graticule(view: View): { lines: FeatureCollection; labels: FeatureCollection } {
  const south = Math.max(-85, view.south);
  const north = Math.min(85, view.north);
  const { west, east } = view;
  const by = step(Math.max(east - west, 1e-3));
  const lines: Feature[] = [];
  const labels: Feature[] = [];
  const add = (path: [number, number][], at: [number, number], text: string, axis: string): void => {
    lines.push({ type: "Feature", properties: {}, geometry: { type: "LineString", coordinates: path } });
    labels.push({ type: "Feature", properties: { text, axis }, geometry: { type: "Point", coordinates: at } });
  };
  for (const lon of stops(west, east, by)) {
    add(between(south, north).map((lat) => [lon, lat]), [lon, south], degrees(turned(lon), "lon"), "lon");
  }
  for (const lat of stops(south, north, by)) {
    add(between(west, east).map((lon) => [lon, lat]), [west, lat], degrees(lat, "lat"), "lat");
  }
  return { lines: { type: "FeatureCollection", features: lines }, labels: { type: "FeatureCollection", features: labels } };
}
