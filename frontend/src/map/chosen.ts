// Which item is chosen on the map and in the list beside it; other views may point at one.
import { signal } from "@preact/signals";

/** "plan:ID", "zone:INSTRUMENT/ID", "alert:ID" ...; null: none. */
export const chosenItem = signal<string | null>(null);
