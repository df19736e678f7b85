import type { Alert } from "./picture";

/** Whether an alert still waits for somebody: neither closed, nor of a time that is over. */
export function waits(alert: Alert): boolean {
  return alert.state !== "closed" && !alert.past;
}
