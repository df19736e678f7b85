// EXERCISE, on every screen and printed page, and the exercise clock. Rule: never hidden, never folded away.
import { signal } from "@preact/signals";
import { Refusal, tick } from "../api/client";
import { later, now, picture, refresh, say, trouble, wanted } from "../picture/state";
import { full, ms, rfc3339 } from "../picture/times";
import { waits } from "../picture/waiting";

export function ExerciseBanner() {
  const shown = picture.value;
  if (!shown?.mechanism.exercise) return null;
  const notice = shown.mechanism.notice.replace(/^EXERCISE:\s*/, ""); // the word stands before it already
  return (
    <aside class="exercise" aria-label="Exercise">
      <strong>EXERCISE</strong>
      <span dir="auto">{notice || "Nothing here is a real filing: every key is public."}</span>
    </aside>
  );
}

/** The next deadline after the picture's now, for the button that goes there. */
function nextDeadline(): string | null {
  const shown = picture.value;
  if (!shown) return null;
  const all = [
    ...shown.alerts.filter(waits).map((a) => a.deadline),
    ...shown.channels.ladders.filter((l) => !l.void).flatMap((l) => l.deadlines.map((d) => d.due_at)),
  ];
  const ahead = all.filter((at): at is string => at !== null).map(ms).filter((at) => at > now.value);
  return ahead.length ? rfc3339(Math.min(...ahead)) : null;
}

const moving = signal(false);

async function moveTo(moment: string): Promise<void> {
  const id = wanted.value?.mechanism;
  if (!id || moving.value) return;
  moving.value = true;
  try {
    const filed = await tick(id, moment);
    await refresh();
    const steps = filed.length === 1 ? "1 step was" : `${filed.length} steps were`;
    say(`The exercise clock is at ${full(moment)}; ${steps} filed by the clerk.`);
  } catch (error) {
    trouble.value = error instanceof Refusal ? error.title : "The clock could not be moved: the server cannot be reached.";
  } finally {
    moving.value = false;
  }
}

export function ExerciseClock() {
  const shown = picture.value;
  if (!shown?.mechanism.exercise) return null;
  const due = nextDeadline();
  const past = wanted.value?.knownAt !== null || wanted.value?.index !== null;
  const still = moving.value || past;
  return (
    <span
      class="exercise-clock"
      role="group"
      aria-label="Exercise clock"
      title={past ? "The clock moves on only from the latest picture" : undefined}
    >
      <button type="button" disabled={still} onClick={() => void moveTo(later(60))}>
        +1 min
      </button>
      <button type="button" disabled={still} onClick={() => void moveTo(later(300))}>
        +5 min
      </button>
      {due && (
        <button type="button" disabled={still} onClick={() => void moveTo(due)}>
          to next deadline
        </button>
      )}
    </span>
  );
}
