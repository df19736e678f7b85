// The ways apart of the conflict that is looked at: asked for with each picture, so that both are of one moment.
// Rule: an answer that is no longer wanted is dropped; what was shown stays until a newer answer comes.
import { batch, effect, signal } from "@preact/signals";
import { fetchWays, Refusal } from "../../api/client";
import type { Problem, Ways } from "../../api/types";
import { announcement, lookedAt, picture, wanted } from "../../picture/state";

export const ways = signal<Ways | null>(null);
export const waysTrouble = signal<{ title: string; problems: Problem[] } | null>(null);
export const asking = signal(false);
/** The rank that is chosen, and the one that is under the pointer; null: as filed. */
export const chosenWay = signal<number | null>(null);
export const pointedWay = signal<number | null>(null);

function wordsOf(found: Ways): string {
  const count = found.ways.length;
  if (!count) return "No way apart was found for this reader.";
  return `${count} ${count === 1 ? "way apart is" : "ways apart are"} offered; this is not permission. The first: ${found.ways[0]?.words ?? ""}`;
}

function forget(): void {
  batch(() => {
    ways.value = null;
    waysTrouble.value = null;
    chosenWay.value = null;
    pointedWay.value = null;
  });
}

/** Ask whenever the conflict or the picture is another; returns how to stop. */
export function followWays(): () => void {
  let shownFor = "";
  let running: AbortController | null = null;
  const stop = effect(() => {
    const [alert, shown, want] = [lookedAt.value, picture.value, wanted.value];
    running?.abort();
    if (!alert || !shown || !want || shown.mechanism.id !== want.mechanism) return;
    if (want.reader !== null && shown.reader.post !== want.reader) return; // that picture is on its way
    if (!shown.findings.plan_conflicts.some((conflict) => conflict.alert === alert)) {
      forget();
      return;
    }
    const key = JSON.stringify([alert, shown.mechanism.id, shown.reader.post]);
    if (key !== shownFor) forget();
    const mine = new AbortController();
    running = mine;
    asking.value = true;
    fetchWays({ ...want, reader: shown.reader.post }, alert, shown.now, mine.signal)
      .then((found) => {
        if (mine.signal.aborted) return;
        batch(() => {
          ways.value = found;
          waysTrouble.value = null;
          if (chosenWay.peek() !== null && !found.ways.some((way) => way.rank === chosenWay.peek())) chosenWay.value = null;
          if (key !== shownFor) announcement.value = wordsOf(found);
        });
        shownFor = key;
      })
      .catch((error: unknown) => {
        if (mine.signal.aborted) return;
        const refused = error instanceof Refusal;
        waysTrouble.value = { title: refused ? error.title : "The server cannot be reached; the ways apart are not known.", problems: refused ? error.problems : [] };
      })
      .finally(() => {
        if (running === mine) asking.value = false;
      });
  });
  return () => {
    stop();
    running?.abort();
    forget();
  };
}
