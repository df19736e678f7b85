// The conflict from the side: time across, height up. SVG of our own, at its true size; whose plan it is is told by
// hatching and by name, never by colour alone.
import { dark } from "../../header/theme";
import { colour } from "../../map/looks";
import { HATCH } from "../../map/swatch";
import { useWidth } from "../../parts/width";
import { actorName } from "../../picture/names";
import type { PlanConflict } from "../../picture/conflict";
import { now } from "../../picture/state";
import { clock, day, rfc3339 } from "../../picture/times";
import { Interval, isThin, LaneShape, type Drawing } from "./lane";
import type { Scene } from "./scene";
import { frame, heightTicks, timeTicks } from "./scale";
import { FROM } from "./words";

function Patterns({ looks }: { looks: number[] }) {
  return (
    <defs>
      {looks.map((look, side) => (
        <pattern key={side} id={`side-hatch-${side}`} width="14" height="14" patternUnits="userSpaceOnUse">
          <path d={HATCH[look]} stroke={colour(look, dark.value)} stroke-width="1.5" fill="none" />
        </pattern>
      ))}
      <marker id="side-arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto-start-reverse">
        <path class="arrow-head" d="M0 0 8 4 0 8Z" />
      </marker>
    </defs>
  );
}

function Axes({ of, at }: { of: Scene; at: Drawing["at"] }) {
  const times = timeTicks(of.window, at.right - at.left);
  const heights = of.anyHeight ? heightTicks(of.heights, at.bottom - at.top) : [];
  const starts = times.map((tick) => day(rfc3339(tick)));
  return (
    <g class="axes" aria-hidden="true">
      {heights.map((height) => (
        <g key={height}>
          <line class={height === 0 ? "zero" : "grid"} x1={at.left} x2={at.right} y1={at.y(height)} y2={at.y(height)} />
          <text x={at.left - 7} y={at.y(height) + 4} text-anchor="end">
            {height}
          </text>
        </g>
      ))}
      <text class="unit" x={at.left - 7} y={at.top - 8} text-anchor="end">
        {of.anyHeight ? "metres" : "height"}
      </text>
      {times.map((tick, number) => (
        <g key={tick}>
          <line class="grid" x1={at.x(tick)} x2={at.x(tick)} y1={at.top} y2={at.bottom} />
          <text x={at.x(tick)} y={at.bottom + 16} text-anchor="middle">
            {clock(rfc3339(tick))}
          </text>
          {starts[number] !== starts[number - 1] && (
            <text class="unit" x={Math.max(at.x(tick), at.left + 20)} y={at.bottom + 32} text-anchor="middle">
              {starts[number]} UTC
            </text>
          )}
        </g>
      ))}
      <rect class="frame" x={at.left} y={at.top} width={at.right - at.left} height={at.bottom - at.top} />
    </g>
  );
}

function Now({ of, at }: { of: Scene; at: Drawing["at"] }) {
  if (now.value < of.window[0] || now.value > of.window[1]) return null;
  const x = at.x(now.value);
  return (
    <g class="now-line" aria-hidden="true">
      <line x1={x} x2={x} y1={at.top} y2={at.bottom} />
      <text x={x + 4} y={at.bottom - 6}>
        now
      </text>
    </g>
  );
}

/** What each sign of the drawing means. */
function Key({ of, conflict, thin }: { of: Scene; conflict: PlanConflict; thin: boolean }) {
  const apart = conflict.separation;
  const margin = apart && (apart.time_s > 0 || apart.vertical_m > 0);
  const moves = of.lanes.some((lane) => lane.plan.volumes.some((volume) => volume.moving));
  return (
    <ul class="side-key">
      <li>
        <svg viewBox="0 0 22 14" width="22" height="14" aria-hidden="true">
          <rect class="interval" x="1" y="1" width="20" height="12" />
        </svg>
        when they {conflict.certain === "yes" ? "could" : "could perhaps"} meet
      </li>
      {moves && (
        <li>
          <svg viewBox="0 0 22 14" width="22" height="14" aria-hidden="true">
            <rect class="key-far" x="1" y="1" width="20" height="12" />
          </svg>
          pale: it moves, and is elsewhere then
        </li>
      )}
      {margin && (
        <li>
          <svg viewBox="0 0 22 14" width="22" height="14" aria-hidden="true">
            <rect class="margin" x="1" y="1" width="20" height="12" />
          </svg>
          half of the separation; where two such outlines meet, it is not kept
        </li>
      )}
      {of.references.length > 1 && <li class="key-warn">▲ heights over different references ({of.references.map((one) => FROM[one] ?? one).join("; ")}): not to be compared by eye</li>}
      {thin && <li>a thin band is drawn thicker than it is</li>}
      {of.cut && <li>a plan that runs off an edge goes on beyond it</li>}
    </ul>
  );
}

export function SideView({ of, conflict, looks, undisclosed }: { of: Scene; conflict: PlanConflict; looks: number[]; undisclosed: string[] }) {
  const { place, width } = useWidth<HTMLDivElement>(780);
  const height = width < 520 ? 290 : 310;
  const at = frame(width, height, of.window, of.heights);
  const drawing: Drawing = { at, looks, apart: conflict.separation ?? null, dark: dark.value };
  // the name of a plan that is shown moved stands at the end that it moves away from
  const begins = (lane: Scene["lanes"][number] | undefined): number => lane?.blocks[0]?.times?.[0] ?? 0;
  const fading = (lane: Scene["lanes"][number]): "earlier" | "later" | null => {
    const ghost = of.ghosts.find((one) => one.plan.id === lane.plan.id);
    return ghost ? (begins(ghost) < begins(lane) ? "later" : "earlier") : null;
  };
  // what is taller goes behind
  const lanes = [...of.lanes].sort((a, b) => tall(b) - tall(a));
  return (
    <div class="side-view" ref={place}>
      <svg viewBox={`0 0 ${width} ${height}`} width="100%" height={height} role="group" aria-label="Side view: time across, height up. The table below says the same.">
        <Patterns looks={looks} />
        <Axes of={of} at={at} />
        <Interval of={of} drawing={drawing} certain={conflict.certain === "yes"} undisclosed={undisclosed.map(actorName)} />
        {lanes.map((lane) => (
          <LaneShape key={lane.plan.id} lane={lane} drawing={drawing} faded={fading(lane)} others={of.lanes} />
        ))}
        {of.ghosts.map((lane) => (
          <LaneShape key={`ghost-${lane.plan.id}`} lane={lane} drawing={drawing} ghost={of.lanes.find((one) => one.plan.id === lane.plan.id)} others={of.lanes} />
        ))}
        <Now of={of} at={at} />
      </svg>
      <Key of={of} conflict={conflict} thin={of.lanes.some((lane) => lane.blocks.some((block) => isThin(block, at)))} />
    </div>
  );
}

function tall(lane: Scene["lanes"][number]): number {
  return Math.max(...lane.blocks.map((block) => (block.known && block.low !== null && block.high !== null ? block.high - block.low : Infinity)), 0);
}
