// Shapes for display only: footprints and regions as GeoJSON, by a sphere. Nothing is decided from them.
import type { Feature, FeatureCollection, Geometry, Position } from "geojson";
import type { Footprint, Json, JsonObject, LonLat, Region } from "../picture/picture";

const EARTH_M = 6_371_008.8;
const CIRCLE_STEPS = 72;
const RAD = Math.PI / 180;

export function destination([lon, lat]: LonLat, bearing: number, distance: number): LonLat {
  const d = distance / EARTH_M;
  const [la, lo, b] = [lat * RAD, lon * RAD, bearing * RAD];
  const la2 = Math.asin(Math.sin(la) * Math.cos(d) + Math.cos(la) * Math.sin(d) * Math.cos(b));
  const lo2 = lo + Math.atan2(Math.sin(b) * Math.sin(d) * Math.cos(la), Math.cos(d) - Math.sin(la) * Math.sin(la2));
  return [lo2 / RAD, la2 / RAD];
}

export function circle(centre: LonLat, radius: number): Geometry {
  if (radius <= 0) return { type: "Point", coordinates: centre };
  const ring: Position[] = [];
  for (let step = 0; step <= CIRCLE_STEPS; step += 1) ring.push(destination(centre, (360 * step) / CIRCLE_STEPS, radius));
  return { type: "Polygon", coordinates: [ring.reverse()] };
}

export function outline(footprint: Footprint): Geometry {
  switch (footprint.shape) {
    case "disc":
      return circle(footprint.centre, footprint.radius_m);
    case "corridor":
      return { type: "LineString", coordinates: footprint.path };
    default:
      return { type: "Polygon", coordinates: footprint.rings };
  }
}

export function box({ west, south, east, north }: Region): Geometry {
  const right = east < west ? east + 360 : east; // across the antimeridian
  return { type: "Polygon", coordinates: [[[west, south], [right, south], [right, north], [west, north], [west, south]]] };
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

const GEOMETRIES = new Set(["Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon", "GeometryCollection"]);

/** Whatever GeoJSON it is, as a list of features; what is none gives none. */
export function features(value: Json | undefined): Feature[] {
  if (!isObject(value)) return [];
  if (value.type === "FeatureCollection") return (value as unknown as FeatureCollection).features ?? [];
  if (value.type === "Feature") return value.geometry ? [value as unknown as Feature] : [];
  if (GEOMETRIES.has(String(value.type))) return [{ type: "Feature", properties: {}, geometry: value as unknown as Geometry }];
  return [];
}

function numbers(value: JsonObject, names: string[]): boolean {
  return names.every((name) => typeof value[name] === "number");
}

/** Every place in an alert's evidence, however deep: GeoJSON, regions, footprints, positions. */
export function placesIn(value: Json | undefined): Feature[] {
  if (Array.isArray(value)) return value.flatMap(placesIn);
  if (!isObject(value)) return [];
  const found = features(value);
  if (found.length) return found;
  const made = (geometry: Geometry): Feature[] => [{ type: "Feature", properties: {}, geometry }];
  if (numbers(value, ["west", "south", "east", "north"])) return made(box(value as unknown as Region));
  if (numbers(value, ["lon", "lat"])) return made({ type: "Point", coordinates: [value.lon as number, value.lat as number] });
  if (typeof value.shape === "string") return made(outline(value as unknown as Footprint));
  return Object.values(value).flatMap(placesIn);
}

/** [west, south, east, north] of all features, or null where there is nothing. */
export function bounds(all: Feature[]): [number, number, number, number] | null {
  const box: [number, number, number, number] = [Infinity, Infinity, -Infinity, -Infinity];
  const visit = (coordinates: unknown): void => {
    if (!Array.isArray(coordinates)) return;
    const [lon, lat] = coordinates as unknown[];
    if (typeof lon === "number" && typeof lat === "number") {
      box[0] = Math.min(box[0], lon);
      box[1] = Math.min(box[1], lat);
      box[2] = Math.max(box[2], lon);
      box[3] = Math.max(box[3], lat);
    } else coordinates.forEach(visit);
  };
  for (const feature of all) if (feature.geometry && "coordinates" in feature.geometry) visit(feature.geometry.coordinates);
  return Number.isFinite(box[0]) ? box : null;
}
