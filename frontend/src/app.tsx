// The shell: banner, header, views as tabs. It knows which views there are, and nothing of what they show.
import { ExerciseBanner } from "./header/exercise";
import { Header } from "./header/header";
import { NextDue } from "./header/next-due";
import { Tabs, type Tab } from "./parts/tabs";
import { announcement, notice, picture, show, trouble, view } from "./picture/state";
import { waits } from "./picture/waiting";
import { AgreementsView } from "./views/agreements/view";
import { AlertsView } from "./views/alerts/view";
import { ClaimsView } from "./views/claims/view";
import { ConflictView } from "./views/conflict/view";
import { DeliveryView } from "./views/delivery/view";
import { FilingView } from "./views/filing/view";
import { IncidentsView } from "./views/incidents/view";
import { MapView } from "./map/view";
import { TalksView } from "./views/talks/view";
import { TimelineView } from "./views/timeline/view";

function tabs(): Tab[] {
  const shown = picture.value;
  const open = shown?.alerts.filter(waits).length;
  return [
    { id: "claims", title: "Claims", count: shown?.claims.claims.length, view: ClaimsView },
    { id: "map", title: "Map", view: MapView },
    ...(shown?.findings.plan_conflicts.length || view.value === "conflict" ? [{ id: "conflict", title: "Conflicts", count: shown?.findings.plan_conflicts.length, view: ConflictView }] : []),
    { id: "alerts", title: "Alerts", count: open, attention: Boolean(open), view: AlertsView },
    { id: "delivery", title: "Delivery", count: shown?.channels.ladders.filter((l) => !l.void).length, view: DeliveryView },
    { id: "timeline", title: "Timeline", count: shown?.timeline.length, view: TimelineView },
    { id: "talks", title: "Talks", count: shown?.talks.meetings.length, view: TalksView },
    { id: "agreements", title: "Agreements", count: shown?.agreements.instruments.length, view: AgreementsView },
    { id: "incidents", title: "Incidents", count: shown?.incidents.incidents.length, view: IncidentsView },
    ...(shown?.mechanism.exercise ? [{ id: "file", title: "File an entry", view: FilingView }] : []),
  ];
}

export function App() {
  return (
    <>
      <a class="skip" href="#main" onClick={skip}>
        Skip to the picture
      </a>
      <ExerciseBanner />
      <Header />
      {trouble.value && (
        <p class="trouble" role="alert">
          {trouble.value}
        </p>
      )}
      <main id="main" tabIndex={-1}>
        {picture.value ? (
          <>
            <NextDue />
            <Tabs label="Views of the picture" tabs={tabs()} chosen={view.value} choose={show} />
          </>
        ) : (
          !trouble.value && <p class="waiting">Reading the record…</p>
        )}
      </main>
      <footer class="foot">
        <p>
          Times are UTC. A notification is not permission, and no conflict found is not clearance. What somebody says stays theirs: a claim,
          with its source. The map shows land, water and degrees; it draws no borders.
        </p>
      </footer>
      {notice.value && (
        <p class="notice" aria-hidden="true">
          {notice.value}
        </p>
      )}
      <div class="visually-hidden" role="status" aria-live="polite" id="announcement">
        {announcement.value}
      </div>
    </>
  );
}

function skip(event: Event): void {
  event.preventDefault(); // the address bar holds the route, not an anchor
  document.getElementById("main")?.focus();
}
