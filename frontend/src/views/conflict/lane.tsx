// One plan in the side view, as it is filed or as it would be (a ghost), and the interval of the conflict.
import { actorName } from "../../picture/names";
import { full, rfc3339 } from "../../picture/times";
import type { Apart } from "../../picture/conflict";
import { colour } from "../../map/looks";
import type { Block, Lane, Scene } from "./scene";
import type { Times } from "./shift";
import type { Frame } from "./scale";
import { exactly, planSentence, UNKNOWN_HEIGHT, UNKNOWN_TIME } from "./words";

export interface Drawing {
  at: Frame;
  looks: number[];
  apart: Apart | null;
  dark: boolean;
}

interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

const THIN = 13; // pixels: a convoy of 4 m under a fire of 900 m is still to be seen
const LETTER = 6.7;

function boxOf(at: Frame, times: Times | null, low: number | null, high: number | null, wider: { ms: number; m: number }): Box | null {
  const left = times ? at.x(times[0] - wider.ms) : at.left;
  const right = times ? at.x(times[1] + wider.ms) : at.right;
  if (right <= left) return null; // outside of the window
  const floor = low === null ? at.bottom : at.y(low - wider.m);
  const top = Math.min(high === null ? at.top : at.y(high + wider.m), floor - THIN);
  return { x: left, y: top, width: Math.max(2, right - left), height: floor - top };
}

/** Whether a band would be too thin to be seen, and so is drawn thicker. */
export function isThin(block: Block, at: Frame): boolean {
  return block.known && block.low !== null && block.high !== null && at.y(block.low) - at.y(block.high) < THIN;
}

const NONE = { ms: 0, m: 0 };

function blockBox(at: Frame, block: Block, times = block.times): Box | null {
  return boxOf(at, times, block.known ? block.low : null, block.known ? block.high : null, NONE);
}

/** The words inside a block whose time or height is unknown, where the other plan does not lie. */
function Unknown({ block, box, at, others }: { block: Block; box: Box; at: Frame; others: Box[] }) {
  const lines = [...UNKNOWN_HEIGHT.split(": "), ...(block.times ? [] : UNKNOWN_TIME.split(": "))];
  if (block.known) {
    // a band right across the window: its words stand in it, on the side where its name does not
    return (
      <text class="unknown-words" text-anchor="end" x={at.right - 10} y={box.y + box.height / 2 + 4} aria-hidden="true">
        {UNKNOWN_TIME}
      </text>
    );
  }
  const half = (Math.max(...lines.map((line) => line.length), 0) * LETTER) / 2;
  const middle = Math.min(at.right - half, Math.max(at.left + half, box.x + box.width / 2));
  const free = (y: number): boolean => others.every((other) => y + 24 < other.y || y - 24 > other.y + other.height);
  const centre = [0.5, 0.25, 0.75, 0.88].map((part) => at.top + part * (at.bottom - at.top)).find(free) ?? (at.top + at.bottom) / 2;
  return (
    <text class="unknown-words" text-anchor="middle" aria-hidden="true">
      {lines.map((line, number) => (
        <tspan key={line} x={middle} y={centre + 4 + (number - (lines.length - 1) / 2) * 17}>
          {line}
        </tspan>
      ))}
    </text>
  );
}

function Margins({ block, drawing: { at, apart } }: { block: Block; drawing: Drawing }) {
  if (!apart || (apart.time_s <= 0 && apart.vertical_m <= 0)) return null;
  const wider = { ms: apart.time_s * 500, m: apart.vertical_m / 2 };
  const pieces: (Times | null)[] = block.times ? block.near : [null];
  return (
    <>
      {pieces.map((times, number) => {
        const box = boxOf(at, times, block.known ? block.low : null, block.known ? block.high : null, wider);
        return box && <rect key={number} class="margin" {...box} />;
      })}
    </>
  );
}

/** Where a plan's name stands: over its first block, or wherever it does not lie on the others' names. */
function labelAt(lane: Lane, text: string, drawing: Drawing, others: Lane[], ghost: boolean, end = ghost): { x: number; y: number } | null {
  const { at } = drawing;
  const box = lane.blocks.map((block) => blockBox(at, block)).find((found) => found !== null);
  if (!box) return null;
  const long = text.length * LETTER + 8;
  const across = end ? box.x + box.width - long : box.x + 4;
  const x = Math.min(at.right - long, Math.max(at.left + 4, across));
  if (ghost) return { x, y: box.height > 44 ? box.y + box.height - 8 : Math.max(at.top + 30, box.y - 22) };
  const inside = box.height > 40;
  const first = inside ? box.y + 15 : box.y - 5;
  // the second of two plans steps down where the first has its name already
  const before = others[0];
  if (!before || before.plan.id === lane.plan.id) return { x, y: first };
  const other = labelAt(before, before.plan.id, drawing, [before], false);
  const meets = other && Math.abs(other.y - first) < 15 && x < other.x + before.plan.id.length * LETTER + 8 && other.x < x + long;
  return { x, y: meets ? first + (first + 34 > at.bottom ? -17 : 17) : first };
}

/** From where a plan stands to where it would stand. */
function Arrow({ from, to, at }: { from: Block | undefined; to: Block | undefined; at: Frame }) {
  const [a, b] = [from && blockBox(at, from), to && blockBox(at, to)];
  if (!a || !b) return null;
  const [ax, ay, bx, by] = [a.x + a.width / 2, a.y + a.height / 2, b.x + b.width / 2, b.y + b.height / 2];
  if (Math.hypot(bx - ax, by - ay) < 12) return null;
  return <line class="arrow" x1={ax} y1={ay} x2={bx} y2={by} marker-end="url(#side-arrow)" />;
}

export interface LaneProps {
  lane: Lane;
  drawing: Drawing;
  others: Lane[];
  /** it is shown moved as well: whether to an earlier time, or not */
  faded?: "earlier" | "later" | null;
  ghost?: Lane | undefined;
}

export function LaneShape({ lane, drawing, others, faded = null, ghost }: LaneProps) {
  const { at, looks, dark } = drawing;
  const ink = colour(looks[lane.side] ?? 0, dark);
  const hatch = `url(#side-hatch-${lane.side})`;
  const volumes = lane.plan.volumes;
  const sentence = ghost ? `${lane.plan.id} as it would be` : planSentence(lane.plan, actorName(lane.plan.actor), volumes);
  const text = ghost ? `${lane.plan.id}, changed` : lane.plan.id;
  const earlier = ghost !== undefined && (lane.blocks[0]?.times?.[0] ?? 0) < (ghost.blocks[0]?.times?.[0] ?? 0);
  const label = labelAt(lane, text, drawing, others, Boolean(ghost), ghost ? !earlier : faded === "later");
  const rest = others.filter((one) => one.plan.id !== lane.plan.id).flatMap((one) => one.blocks.flatMap((block) => blockBox(at, block) ?? []));
  const classes = ["lane", ghost ? "ghost" : "", faded ? "faded" : ""].join(" ").trim();
  return (
    <g class={classes} data-plan={lane.plan.id} tabindex={ghost ? -1 : 0} role="img" aria-label={sentence}>
      <title>{sentence}</title>
      {lane.blocks.map((block, number) => {
        const box = blockBox(at, block);
        if (!box) return null;
        const unsure = !block.known || !block.times;
        const near = block.times ? block.near : [null];
        return (
          <g key={number} class={unsure ? "block unsure" : "block"}>
            <rect class="body" {...box} fill={ink} stroke={ink} />
            {near.map((times, piece) => {
              const part = blockBox(at, block, times);
              return part && <rect key={piece} class="near" {...part} fill={hatch} stroke={ink} />;
            })}
            <Margins block={block} drawing={drawing} />
            {unsure && !ghost && <Unknown block={block} box={box} at={at} others={rest} />}
          </g>
        );
      })}
      {ghost && <Arrow from={ghost.blocks[0]} to={lane.blocks[0]} at={at} />}
      {label && (
        <text class="lane-name" x={label.x} y={label.y} aria-hidden="true">
          {text}
        </text>
      )}
    </g>
  );
}

/** When they could meet: shaded, with its words over it. */
export function Interval({ of, drawing: { at }, certain, undisclosed }: { of: Scene; drawing: Drawing; certain: boolean; undisclosed: string[] }) {
  const { interval } = of;
  const could = certain ? "could meet" : "could perhaps meet";
  if (!interval) {
    return (
      <text class="interval-words" x={at.left} y={at.top - 10}>
        {`They ${could}, at a time that is not known`}
      </text>
    );
  }
  const [left, right] = [at.x(interval[0]), at.x(interval[1])];
  const words = `${could} for ${exactly(Math.round((interval[1] - interval[0]) / 1000))}`;
  const half = (words.length * LETTER) / 2;
  const middle = Math.min(at.right - half, Math.max(at.left + half, (left + right) / 2));
  const sentence = `They ${could} from ${full(rfc3339(interval[0]))} to ${full(rfc3339(interval[1]))}`;
  return (
    <g tabindex={0} role="img" aria-label={sentence} class="interval-group">
      <title>{sentence}</title>
      <rect class="interval" x={left} y={at.top} width={Math.max(2, right - left)} height={at.bottom - at.top} />
      <text class="interval-words" x={middle} y={at.top - 10} text-anchor="middle">
        {words}
      </text>
      {undisclosed.length > 0 && (
        <text class="unknown-words" text-anchor="middle">
          {[`plan of ${undisclosed.join(", ")}:`, "not disclosed, not drawn"].map((line, number) => {
            const across = (line.length * LETTER) / 2;
            return (
              <tspan key={line} x={Math.min(at.right - across, Math.max(at.left + across, (left + right) / 2))} y={at.top + (at.bottom - at.top) * 0.68 + number * 17}>
                {line}
              </tspan>
            );
          })}
        </text>
      )}
    </g>
  );
}
