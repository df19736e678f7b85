// What the acting post can record on a ladder: its own side's rungs, or, for the sender, what the recipient said
// by telephone. Rule: the position read back is never prefilled; it must be read.
import { useSignal } from "@preact/signals";
import type { Receipt } from "../../api/types";
import type { JsonObject, Ladder } from "../../picture/picture";
import { ActorName } from "../../picture/names";
import { actingPost, now } from "../../picture/state";
import { rfc3339 } from "../../picture/times";
import { EntryForm, Filed } from "../filing/form";
import { actingActor, actorOf, audienceOf, readersOf } from "../filing/submit";

type Rung = "acknowledged" | "read_back" | "passed_on";

const TITLES: Record<Rung, string> = { acknowledged: "Acknowledge", read_back: "Read back", passed_on: "Passed on" };

function body(ladder: Ladder, rung: Rung, telephone: boolean): JsonObject {
  const made: JsonObject = { notification: ladder.notification, recipient: ladder.recipient, rung, at: rfc3339(now.value) };
  if (telephone) {
    made.by_telephone = true;
    made.said_by = "";
  }
  if (rung === "passed_on") made.units = ladder.units_missing;
  return made;
}

function ReadPosition({ position }: { position: Read }) {
  const set = (name: "lat" | "lon" | "words") => (event: { currentTarget: { value: string } }) => {
    position[name] = event.currentTarget.value;
  };
  return (
    <div class="fields read-position">
      <label class="field">
        <span>latitude as read back, degrees</span>
        <input type="text" inputMode="decimal" defaultValue={position.lat} onInput={set("lat")} />
      </label>
      <label class="field">
        <span>longitude as read back, degrees</span>
        <input type="text" inputMode="decimal" defaultValue={position.lon} onInput={set("lon")} />
      </label>
      <label class="field">
        <span>words as read back</span>
        <input type="text" dir="auto" defaultValue={position.words} onInput={set("words")} />
      </label>
    </div>
  );
}

/** A number where it reads as one; else the text itself, so that the server says what is wrong with it. */
function degrees(text: string): number | string | null {
  const trimmed = text.trim();
  if (trimmed === "") return null;
  const found = Number(trimmed);
  return Number.isFinite(found) ? found : trimmed;
}

interface Read {
  lat: string;
  lon: string;
  words: string;
}

function whatWasRead(read: Read): JsonObject {
  const [lat, lon] = [degrees(read.lat), degrees(read.lon)];
  const found: JsonObject = lat === null && lon === null ? {} : { position: { lon, lat } };
  return read.words ? { ...found, words: read.words } : found;
}

export function LadderActions({ ladder }: { ladder: Ladder }) {
  const rung = useSignal<Rung | null>(null);
  const receipt = useSignal<Receipt | null>(null);
  const read = useSignal({ lat: "", lon: "", words: "" });
  const mine = actingActor();
  const receives = mine === actorOf(ladder.recipient);
  const sends = mine === actorOf(ladder.sender);
  if (ladder.void || (!receives && !sends)) return null;
  const left = (["acknowledged", "read_back", "passed_on"] as Rung[]).filter((name) => !ladder.rungs[name] || name !== "acknowledged");
  const chosen = rung.value;
  if (!chosen) {
    return (
      <div class="form-buttons">
        {receipt.value && <Filed receipt={receipt.value} />}
        {!receives && (
          <span class="quiet">
            said by <ActorName id={ladder.recipient} /> by telephone:
          </span>
        )}
        {left.map((name) => (
          <button key={name} type="button" onClick={() => (rung.value = name)}>
            {TITLES[name]}…
          </button>
        ))}
      </div>
    );
  }
  const template = body(ladder, chosen, !receives);
  const position = read.value;
  const answerTo = readersOf(ladder.rungs.sent?.entry);
  return (
    <EntryForm
      key={`${chosen}/${actingPost.value}`}
      kind="delivery"
      template={template}
      audience={answerTo.length ? answerTo : audienceOf([ladder.sender, ladder.recipient])}
      does={TITLES[chosen]}
      fixed={["notification", "recipient", "rung", "by_telephone"]}
      added={chosen === "read_back" ? () => ({ read: whatWasRead(position) }) : undefined}
      filed={(found) => {
        receipt.value = found;
        rung.value = null;
        read.value = { lat: "", lon: "", words: "" };
      }}
      cancel={() => (rung.value = null)}
    >
      {chosen === "read_back" && <ReadPosition position={position} />}
    </EntryForm>
  );
}
