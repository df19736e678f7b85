// One line above every view: how much waits, and what is due first.
import { Countdown } from "../parts/countdown";
import { PostName } from "../picture/names";
import { picture, show } from "../picture/state";
import { ms } from "../picture/times";
import { waits } from "../picture/waiting";

export function NextDue() {
  const open = (picture.value?.alerts ?? []).filter(waits);
  if (open.length === 0) return null;
  const due = open.filter((alert) => alert.deadline).sort((a, b) => ms(a.deadline ?? "") - ms(b.deadline ?? ""));
  const first = due[0] ?? open[0];
  if (!first) return null;
  return (
    <p class="next-due">
      <button type="button" onClick={() => show("alerts")}>
        {open.length} {open.length === 1 ? "alert waits" : "alerts wait"}
      </button>
      <span class="next-title">
        first: <span dir="auto">{first.title}</span>
      </span>
      <span class="next-who">
        for{" "}
        {first.addressees.map((post, at) => (
          <>
            {at > 0 && ", "}
            <PostName id={post} />
          </>
        ))}
      </span>
      <Countdown deadline={first.deadline} />
    </p>
  );
}
