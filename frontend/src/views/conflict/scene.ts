// What the side view draws, as numbers: blocks of time and height, and the window on them. No pixels here.
// Rule: an unknown time or height fills the whole window; a window that cuts a plan off says so.
import type { Ways } from "../../api/types";
import type { PlanConflict } from "../../picture/conflict";
import type { Plan, Volume } from "../../picture/picture";
import { ms } from "../../picture/times";
import { nearTimes } from "./near";
import { after, timesOf, type Times } from "./shift";

export interface Block {
  times: Times | null; // null: unknown
  low: number | null; // null with known: open below
  high: number | null;
  known: boolean; // whether the height is known
  near: Times[];
}

export interface Lane {
  side: number;
  plan: Plan;
  blocks: Block[];
}

export interface Scene {
  lanes: Lane[];
  ghosts: Lane[];
  interval: Times | null;
  window: Times;
  heights: [low: number, high: number];
  anyHeight: boolean; // whether the height axis has numbers to stand on
  cut: boolean;
  references: string[];
}

const MIN_AROUND_MS = 30 * 60_000;
const AROUND = 4; // intervals to either side that a long plan is drawn for
const MOST_WIDER = 2.2;

export function plansOf(conflict: PlanConflict, plans: Plan[]): (Plan | null)[] {
  return conflict.plans.map((side) => plans.find((plan) => side.plan && plan.id === side.plan && plan.version === side.version) ?? null);
}

function blocks(volumes: Volume[], others: Volume[] | null, conflict: PlanConflict): Block[] {
  const across = conflict.separation?.horizontal_m ?? 0;
  return volumes.map((volume) => ({
    times: timesOf(volume),
    low: volume.band?.lower_m ?? null,
    high: volume.band?.upper_m ?? null,
    known: volume.band !== null,
    near: nearTimes(volume, others, conflict.region, across),
  }));
}

function hull(all: (Times | null)[]): Times | null {
  const known = all.filter((times) => times !== null);
  return known.length ? [Math.min(...known.map(([from]) => from)), Math.max(...known.map(([, to]) => to))] : null;
}

const hullOf = (lanes: Lane[]): Times | null => hull(lanes.flatMap((lane) => lane.blocks.map((block) => block.times)));

/** The stretch of time that is shown: both plans, but no more than some intervals round the conflict. */
function windowOf(lanes: Lane[], interval: Times | null): { window: Times; cut: boolean } {
  const whole = hull([hullOf(lanes), interval]) ?? [0, 3_600_000];
  if (!interval) return { window: whole, cut: false };
  const around = AROUND * Math.max(MIN_AROUND_MS, interval[1] - interval[0]);
  const window: Times = [Math.max(whole[0], interval[0] - around), Math.min(whole[1], interval[1] + around)];
  return { window, cut: window[0] > whole[0] || window[1] < whole[1] };
}

function heightsOf(lanes: Lane[], margin: number): [number, number] | null {
  const all = lanes.flatMap((lane) => lane.blocks.flatMap((block) => [block.low, block.high])).filter((height) => height !== null);
  if (!all.length) return null;
  let [low, high] = [Math.min(...all) - margin, Math.max(...all) + margin];
  if (low > 0 && low < high / 2) low = 0; // from the ground or the sea, where that is not far
  const room = Math.max(1, high - low) * 0.14;
  return [low >= 0 && low < room ? Math.min(low, 0) : low - room, high + room];
}

export function scene(conflict: PlanConflict, plans: (Plan | null)[], ways: Ways | null, previewed: number | null): Scene {
  const volumes = plans.map((plan) => plan?.volumes ?? null);
  const lane = (plan: Plan, side: number, shown: Volume[]): Lane => ({ side, plan, blocks: blocks(shown, volumes[1 - side] ?? null, conflict) });
  const lanes = plans.flatMap((plan, side) => (plan ? [lane(plan, side, plan.volumes)] : []));
  const moved = (rank: number): Lane[] => {
    const way = ways?.ways.find((one) => one.rank === rank);
    return lanes.flatMap(({ side, plan }) => {
      const end = way?.ends.find((one) => one.plan === plan.id);
      return way && end ? [lane(plan, side, after(plan.volumes, way, end))] : [];
    });
  };
  const ghosts = previewed === null ? [] : moved(previewed);
  const interval: Times | null = conflict.interval ? [ms(conflict.interval.start), ms(conflict.interval.end)] : null;
  const base = windowOf(lanes, interval);
  const offered = (ways?.ways ?? []).flatMap((way) => way.ends.map((end): Times | null => (end.starts_at && end.ends_at ? [ms(end.starts_at), ms(end.ends_at)] : null)));
  const room = hull([base.window, ...(base.cut ? [] : offered)]) ?? base.window;
  const fits = room[1] - room[0] <= MOST_WIDER * (base.window[1] - base.window[0]);
  const window = hull([fits ? room : base.window, base.cut ? null : hullOf(ghosts)]) ?? base.window;
  const pad = Math.max(60_000, (window[1] - window[0]) * 0.03);
  const bands = (ways?.ways ?? []).flatMap((way) => way.ends.flatMap((end) => end.bands)).filter((band) => band !== null);
  const all = [...lanes, ...ghosts];
  const offeredBands: Lane[] = lanes[0] ? [{ ...lanes[0], blocks: bands.map((band) => ({ times: null, low: band.lower_m, high: band.upper_m, known: true, near: [] })) }] : [];
  const heights = heightsOf([...all, ...offeredBands], (conflict.separation?.vertical_m ?? 0) / 2);
  return {
    lanes,
    ghosts,
    interval,
    window: [window[0] - pad, window[1] + pad],
    heights: heights ?? [0, 1],
    anyHeight: heights !== null,
    cut: base.cut,
    references: [...new Set(plans.flatMap((plan) => plan?.volumes ?? []).flatMap((volume) => (volume.band && (volume.band.lower_m !== null || volume.band.upper_m !== null) ? [volume.band.reference] : [])))],
  };
}
