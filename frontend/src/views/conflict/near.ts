// When something that moves is near the other plan: for the drawing only, in a plane round the place, so that the
// side view shows which part of a long journey matters. Nothing is decided from it.
import type { Footprint, LonLat, Region, Volume } from "../../picture/picture";
import { ms } from "../../picture/times";
import { timesOf, type Times } from "./shift";

const DEGREE_M = 111_195;
const SAMPLES = 1200;
const HALVINGS = 14;

type Point = [x: number, y: number];
type Distance = (place: LonLat) => number;

function segment([px, py]: Point, [ax, ay]: Point, [bx, by]: Point): number {
  const [dx, dy] = [bx - ax, by - ay];
  const along = dx || dy ? Math.min(1, Math.max(0, ((px - ax) * dx + (py - ay) * dy) / (dx * dx + dy * dy))) : 0;
  return Math.hypot(px - ax - along * dx, py - ay - along * dy);
}

function toLine(p: Point, line: Point[]): number {
  if (line.length === 1 && line[0]) return Math.hypot(p[0] - line[0][0], p[1] - line[0][1]);
  return Math.min(...line.slice(1).map((b, at) => segment(p, line[at] as Point, b)));
}

function inside([x, y]: Point, rings: Point[][]): boolean {
  let odd = false;
  for (const ring of rings) {
    ring.slice(1).forEach(([bx, by], at) => {
      const [ax, ay] = ring[at] as Point;
      if (ay > y !== by > y && x < ax + ((y - ay) / (by - ay)) * (bx - ax)) odd = !odd;
    });
  }
  return odd;
}

/** Metres from a place to a footprint, 0 or less inside. */
function distanceTo(footprint: Footprint): Distance {
  const origin = (footprint.shape === "disc" ? footprint.centre : footprint.shape === "corridor" ? footprint.path[0] : footprint.rings[0]?.[0]) ?? [0, 0];
  const wide = Math.cos((origin[1] * Math.PI) / 180) * DEGREE_M;
  const flat = ([lon, lat]: LonLat): Point => [((((lon - origin[0] + 180) % 360) + 360) % 360 - 180) * wide, (lat - origin[1]) * DEGREE_M];
  if (footprint.shape === "disc") return (place) => Math.hypot(...flat(place)) - footprint.radius_m;
  if (footprint.shape === "corridor") {
    const line = footprint.path.map(flat);
    return (place) => toLine(flat(place), line) - footprint.half_width_m;
  }
  const rings = footprint.rings.map((ring) => ring.map(flat));
  return (place) => {
    const p = flat(place);
    return (inside(p, rings) ? 0 : Math.min(...rings.map((ring) => toLine(p, ring)))) - (footprint.margin_m ?? 0);
  };
}

function fromRegion({ west, south, east, north }: Region): Footprint {
  const right = east < west ? east + 360 : east;
  return { shape: "area", rings: [[[west, south], [right, south], [right, north], [west, north], [west, south]]] };
}

/** How far a place is from the other plan, less the separation, where that plan is known and stays in place; else from
 * the region of the conflict. */
function gap(others: Volume[] | null, region: Region | null, across: number): Distance | null {
  const still = others?.flatMap((volume) => (volume.footprint ? [distanceTo(volume.footprint)] : [])) ?? [];
  if (others && still.length > 0 && still.length === others.length) {
    return (place) => Math.min(...still.map((distance) => distance(place))) - across;
  }
  return region ? distanceTo(fromRegion(region)) : null;
}

/** The times at which a volume is near the other plan; all of its time where it stays in place. */
export function nearTimes(volume: Volume, others: Volume[] | null, region: Region | null, across: number): Times[] {
  const all = timesOf(volume);
  if (!all) return [];
  const distance = volume.moving ? gap(others, region, across) : null;
  if (!volume.moving || !distance) return [all];
  const { fixes, slack_s, radius_m } = volume.moving;
  const steps = Math.max(6, Math.floor(SAMPLES / fixes.length));
  const found: Times[] = [];
  fixes.slice(1).forEach((b, at) => {
    const a = fixes[at] as (typeof fixes)[number];
    const [from, long] = [ms(a.at), ms(b.at) - ms(a.at)];
    const east = ((((b.lon - a.lon + 180) % 360) + 360) % 360) - 180; // the short way round
    const near = (part: number): boolean => distance([a.lon + part * east, a.lat + part * (b.lat - a.lat)]) <= radius_m;
    const edge = (out: number, into: number): number => {
      for (let turn = 0; turn < HALVINGS; turn += 1) {
        const middle = (out + into) / 2;
        if (near(middle)) into = middle;
        else out = middle;
      }
      return into;
    };
    for (let step = 0; step < steps; step += 1) {
      const [low, high] = [step / steps, (step + 1) / steps];
      const [one, two] = [near(low), near(high)];
      if (!one && !two) continue;
      found.push([from + long * (one ? low : edge(low, high)), from + long * (two ? high : edge(high, low))]);
    }
  });
  return merged(found.map(([from, to]) => [from - slack_s * 1000, to + slack_s * 1000]));
}

function merged(times: Times[]): Times[] {
  const joined: Times[] = [];
  for (const [from, to] of times) {
    const last = joined[joined.length - 1];
    if (last && from <= last[1] + 1) last[1] = Math.max(last[1], to);
    else joined.push([from, to]);
  }
  return joined;
}
