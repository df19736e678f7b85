// A deadline against the picture's clock: in words, with the moment itself; never by colour alone.
import { now } from "../picture/state";
import { clock, full, length, ms } from "../picture/times";

export function remaining(deadline: string): number {
  return (ms(deadline) - now.value) / 1000;
}

export function Countdown({ deadline, done = false }: { deadline: string | null | undefined; done?: boolean }) {
  if (!deadline) return <span class="countdown none">no clock runs</span>;
  const left = remaining(deadline);
  const kind = done ? "met" : left <= 0 ? "overdue" : left < 120 ? "soon" : "later";
  const words = done ? `was due ${clock(deadline)}` : left === 0 ? "due now" : left < 0 ? `overdue by ${length(left)}` : `${length(left)} left`;
  return (
    <time class={`countdown ${kind}`} dateTime={deadline} title={full(deadline)}>
      {words}
      {!done && <small> · due {clock(deadline)}</small>}
    </time>
  );
}
