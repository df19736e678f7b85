// The address of what is shown: #mechanism/view?as=POST&known_at=...&index=N, and which
// plan conflict (alert=ID) where the view is of one. So a view can be sent to a colleague.
import type { Wanted } from "../api/client";

export interface Route {
  mechanism: string | null;
  view: string | null;
  alert: string | null;
  wanted: Partial<Wanted>;
}

export function readRoute(hash: string): Route {
  const [path = "", query = ""] = hash.replace(/^#/, "").split("?");
  const [mechanism, view] = path.split("/").map(decodeURIComponent);
  const found = new URLSearchParams(query);
  const wanted: Partial<Wanted> = {};
  if (mechanism) {
    if (found.has("as")) wanted.reader = found.get("as");
    if (found.has("known_at")) wanted.knownAt = found.get("known_at") || null;
    const index = Number(found.get("index"));
    if (found.has("index") && Number.isInteger(index) && index >= 0) wanted.index = index;
  }
  return { mechanism: mechanism || null, view: view || null, alert: found.get("alert") || null, wanted };
}

export function writeRoute(wanted: Wanted, view: string, alert: string | null): void {
  const query = new URLSearchParams();
  if (alert && view === "conflict") query.set("alert", alert);
  if (wanted.reader) query.set("as", wanted.reader);
  query.set("known_at", wanted.knownAt ?? "");
  if (wanted.index !== null) query.set("index", String(wanted.index));
  const hash = `#${encodeURIComponent(wanted.mechanism)}/${encodeURIComponent(view)}?${query}`;
  if (hash !== location.hash) history.replaceState(null, "", hash);
}
