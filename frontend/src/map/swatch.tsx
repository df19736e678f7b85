// The small picture of how an item is drawn, in the list. SVG with classes: no inline style, for the CSP.
import type { Group } from "./items";
import { dark } from "../header/theme";
import { colour } from "./looks";

/** Strokes of each hatching, in a square of 14. */
export const HATCH: string[] = ["M0 14 14 0", "M0 0 14 14", "M0 4H14M0 10H14", "M3 4h2M9 10h2", "M4 0V14M10 0V14", "M0 4H14M0 10H14M4 0V14M10 0V14"];

export function Swatch({ group, look }: { group: Group; look: number | undefined }) {
  const ink = look === undefined ? "currentColor" : colour(look, dark.value);
  return (
    <svg class="swatch" viewBox="0 0 14 14" width="16" height="16" aria-hidden="true">
      {group === "Plans" && (
        <>
          <rect x="0.8" y="0.8" width="12.4" height="12.4" fill={ink} fill-opacity="0.18" stroke={ink} stroke-width="1.6" />
          <path d={HATCH[look ?? 0]} stroke={ink} stroke-width="1.6" fill="none" />
        </>
      )}
      {group === "Zones and lines" && <rect x="1" y="1" width="12" height="12" fill="currentColor" fill-opacity="0.12" stroke="currentColor" stroke-width="1.5" />}
      {group === "Plan conflicts" && <rect class="conflict-ink" x="1" y="1" width="12" height="12" fill="none" stroke-width="2" stroke-dasharray="3 2" />}
      {(group === "Observations" || group === "Incidents" || group === "Meetings") && <circle cx="7" cy="7" r="4.5" fill="currentColor" />}
      {group === "Alert evidence" && <path d="M7 1 13 12.5H1Z" fill="none" stroke="currentColor" stroke-width="1.5" />}
    </svg>
  );
}
