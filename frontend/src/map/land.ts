// The land of the base map, from the file that comes with the page.
// The file's rings are those of a sphere: some cross the antimeridian, one goes round the pole. On a flat map they
// have to be laid out: longitudes that run on beyond 180 degrees, and a ring round the pole closed along its edge.
import type { Feature, Position } from "geojson";
import { feature } from "topojson-client";
import type { Topology } from "topojson-specification";
import landUrl from "world-atlas/land-50m.json?url";

const POLE = 90;

/** One ring with longitudes that never jump. */
export function laidOut(ring: Position[]): Position[] {
  const out: Position[] = [];
  let shift = 0;
  let last: number | null = null;
  for (const [lon = 0, lat = 0] of ring) {
    if (last !== null) {
      if (lon + shift - last > 180) shift -= 360;
      else if (lon + shift - last < -180) shift += 360;
    }
    last = lon + shift;
    out.push([last, lat]);
  }
  const [first] = out;
  const end = out[out.length - 1];
  if (!first || !end || Math.abs((end[0] ?? 0) - (first[0] ?? 0)) < 180) return out;
  const pole = (first[1] ?? 0) < 0 ? -POLE : POLE; // it went all the way round
  return [...out, [end[0] ?? 0, pole], [first[0] ?? 0, pole], first];
}

export async function readLand(): Promise<Feature[]> {
  const topology = (await (await fetch(landUrl)).json()) as Topology;
  const object = topology.objects.land;
  if (!object) throw new Error("the land file holds no land");
  const found = feature(topology, object);
  const all = found.type === "FeatureCollection" ? found.features : [found];
  return all.flatMap(({ geometry }) => {
    if (geometry.type === "Polygon") return [polygon(geometry.coordinates)];
    return geometry.type === "MultiPolygon" ? geometry.coordinates.map(polygon) : [];
  });
}

/** How far a ring has to be moved so that its west end lies in [from, from + 360). */
function moved(ring: Position[], from: number): Position[] {
  const west = Math.min(...ring.map(([lon = 0]) => lon));
  const shift = Math.ceil((from - west) / 360) * 360;
  return shift ? ring.map(([lon = 0, lat = 0]) => [lon + shift, lat]) : ring;
}

/** The outer ring beginning on the map, and its holes (the Caspian) inside it, not a world away. */
function polygon(rings: Position[][]): Feature {
  const [outer = [], ...holes] = rings.map(laidOut);
  const land = moved(outer, -180);
  const west = Math.min(...land.map(([lon = 0]) => lon));
  return { type: "Feature", properties: {}, geometry: { type: "Polygon", coordinates: [land, ...holes.map((hole) => moved(hole, west))] } };
}
