// The side view as a table: every block of time and height that is drawn, for whoever does not see the drawing.
import { actorName } from "../../picture/names";
import type { PlanConflict } from "../../picture/conflict";
import type { Plan } from "../../picture/picture";
import { full, rfc3339 } from "../../picture/times";
import { timesOf } from "./shift";
import { exactly, heights, UNKNOWN_TIME } from "./words";

export function SideTable({ conflict, plans }: { conflict: PlanConflict; plans: (Plan | null)[] }) {
  const apart = conflict.separation;
  return (
    <details class="side-table">
      <summary>The side view as a table</summary>
      <div class="table-frame">
        <table class="plain">
          <caption class="visually-hidden">Times and heights of both plans</caption>
          <thead>
            <tr>
              <th scope="col">what</th>
              <th scope="col">from</th>
              <th scope="col">to</th>
              <th scope="col">height</th>
            </tr>
          </thead>
          <tbody>
            {plans.map((plan, side) => {
              const actor = actorName(conflict.plans[side]?.actor);
              if (!plan) {
                return (
                  <tr key={side}>
                    <th scope="row">a plan of {actor}</th>
                    <td colSpan={3}>not disclosed to this reader, and not drawn</td>
                  </tr>
                );
              }
              return plan.volumes.map((volume, number) => {
                const times = timesOf(volume);
                return (
                  <tr key={`${side}/${number}`}>
                    <th scope="row">
                      {plan.id}
                      <small>
                        {actor}
                        {plan.volumes.length > 1 && `, volume ${number + 1} of ${plan.volumes.length}`}
                        {volume.moving ? ", moves" : ""}
                      </small>
                    </th>
                    {times ? (
                      <>
                        <td>{full(rfc3339(times[0]))}</td>
                        <td>{full(rfc3339(times[1]))}</td>
                      </>
                    ) : (
                      <td colSpan={2}>{UNKNOWN_TIME}</td>
                    )}
                    <td>{heights(volume.band)}</td>
                  </tr>
                );
              });
            })}
            <tr>
              <th scope="row">{conflict.certain === "yes" ? "could meet" : "could perhaps meet"}</th>
              {conflict.interval ? (
                <>
                  <td>{full(conflict.interval.start)}</td>
                  <td>{full(conflict.interval.end)}</td>
                </>
              ) : (
                <td colSpan={2}>at a time that is not known</td>
              )}
              <td>{apart ? `separation ${exactly(apart.time_s)} in time, ${apart.vertical_m} m in height` : "separation not disclosed"}</td>
            </tr>
          </tbody>
        </table>
      </div>
    </details>
  );
}
