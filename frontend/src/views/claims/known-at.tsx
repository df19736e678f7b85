// The as-known-at slider with its toggle buttons: moving it fetches the picture as it was known then.
import { knowAt, wanted } from "../../picture/state";
import { stopAt, stops } from "./stops";

const BUTTONS_MAX = 6;

export function KnownAt() {
  const all = stops();
  if (all.length < 2) return null;
  const at = stopAt(all, wanted.value?.knownAt ?? null);
  const go = (position: number): void => knowAt(all[position]?.knownAt ?? null);
  return (
    <div class="known-at" role="group" aria-label="As known at">
      <span class="known-at-title" aria-hidden="true">
        As known at
      </span>
      {all.length <= BUTTONS_MAX && (
        <div class="stops">
          {all.map((stop, position) => (
            <button key={stop.label} type="button" aria-pressed={position === at} onClick={() => go(position)}>
              {stop.label}
            </button>
          ))}
        </div>
      )}
      <input
        type="range"
        min={0}
        max={all.length - 1}
        step={1}
        value={at}
        aria-label="As known at"
        aria-valuetext={all[at]?.label}
        onInput={(event) => go(Number(event.currentTarget.value))}
      />
      {all.length > BUTTONS_MAX && <output>{all[at]?.label}</output>}
    </div>
  );
}
