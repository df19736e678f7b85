// The event stream: one `entry` event for each new entry, its id the index. The browser resumes by itself with
// Last-Event-ID. Rule: an event says only *that* there is something new; what it is comes from the picture.
import { address } from "./client";

export function follow(mechanism: string, reader: string | null, since: number, onEntry: (index: number) => void, onState: (live: boolean) => void): () => void {
  const stream = new EventSource(address(`mechanisms/${encodeURIComponent(mechanism)}/events`, { reader, since }));
  stream.addEventListener("entry", (event) => {
    const found = Number((event as MessageEvent<string>).lastEventId);
    onEntry(Number.isFinite(found) ? found : 0);
  });
  stream.addEventListener("open", () => onState(true));
  stream.addEventListener("error", () => onState(false));
  return () => stream.close();
}
