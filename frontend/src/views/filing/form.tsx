// A form for the body of any kind of entry: one field for each top-level name, JSON where a value is nested.
// Rule: every problem is shown at once, with its place and the next step, and nothing typed is lost.
import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import type { Problem, Receipt } from "../../api/types";
import { PostName } from "../../picture/names";
import type { Json, JsonObject } from "../../picture/picture";
import { actingPost } from "../../picture/state";
import { label } from "../../parts/facts";
import { Audience } from "./audience";
import { asText, submit } from "./submit";

const LONG = new Set(["words", "reason", "reasons_for", "reasons_against", "quote"]);

/** Text of the fields back to values; what cannot be read is a problem like any other. */
export function bodyFrom(template: JsonObject, texts: Record<string, string>): { body: JsonObject; problems: Problem[] } {
  const body: JsonObject = {};
  const problems: Problem[] = [];
  for (const [name, was] of Object.entries(template)) {
    const text = texts[name] ?? asText(was);
    if (text.trim() === "" && was === null) continue; // optional, left out
    if (typeof was === "string" || was === null) {
      body[name] = text;
      continue;
    }
    try {
      body[name] = JSON.parse(text) as Json;
    } catch (error) {
      const what = error instanceof Error ? error.message : "is not JSON";
      problems.push({ where: `$.${name}`, what, next_step: "Correct the JSON of this field" });
    }
  }
  return { body, problems };
}

/** The field that a problem's path is in: "$.body.words" and "$.words[0]" are both in words. */
export function fieldOf(where: string): string {
  return where.replace(/^\$\.?/, "").replace(/^body\.?/, "").split(/[.[]/)[0] ?? "";
}

export function Problems({ title, problems }: { title: string; problems: Problem[] }) {
  return (
    <div class="problems" role="alert">
      <p>
        <strong>Not filed.</strong> <span dir="auto">{title}</span>
      </p>
      {problems.length > 0 && (
        <ol>
          {problems.map((problem, at) => (
            <li key={at}>
              <code>{problem.where}</code> <span dir="auto">{problem.what}.</span> <em dir="auto">{problem.next_step}.</em>
            </li>
          ))}
        </ol>
      )}
    </div>
  );
}

export function Filed({ receipt }: { receipt: Receipt }) {
  const raised = receipt.alerts?.length ?? 0;
  return (
    <p class="filed" role="status">
      ✓ Filed as entry {receipt.index} <code title={receipt.id}>{receipt.id.slice(0, 12)}…</code>
      {raised > 0 && ` · ${raised} ${raised === 1 ? "alert follows" : "alerts follow"}`}
    </p>
  );
}

function Field({ name, was, text, wrong, onText }: { name: string; was: Json; text: string; wrong: Problem[]; onText: (text: string) => void }) {
  const nested = was !== null && typeof was === "object";
  const long = LONG.has(name) || nested || text.length > 70;
  const classes = ["field", wrong.length ? "wrong" : "", nested && text.includes("\n") ? "nested" : ""].join(" ");
  const common = {
    value: text,
    dir: "auto" as const,
    "aria-invalid": wrong.length > 0,
    onInput: (event: { currentTarget: { value: string } }) => onText(event.currentTarget.value),
  };
  return (
    <label class={classes}>
      <span>
        {label(name)}
        {was === null && <small> (optional)</small>}
        {nested && <small> (JSON)</small>}
      </span>
      {long ? <textarea {...common} class={nested ? "code" : ""} rows={Math.min(14, Math.max(2, text.split("\n").length))} spellcheck={false} /> : <input type="text" {...common} />}
      {wrong.map((problem, at) => (
        <small key={at} class="field-problem">
          {problem.what}
        </small>
      ))}
    </label>
  );
}

export interface EntryFormProps {
  kind: string;
  template: JsonObject;
  audience: string[];
  does: string; // words of the button
  fixed?: string[]; // names that are sent as they are and not shown
  added?: (() => JsonObject) | undefined; // what the children ask for, taken when the form is sent
  filed?: (receipt: Receipt) => void; // without it, the receipt stands in the form's place
  cancel?: () => void;
  children?: ComponentChildren;
}

export function EntryForm({ kind, template, audience, does, fixed = [], added, filed, cancel, children }: EntryFormProps) {
  const texts = useSignal<Record<string, string>>({});
  const readers = useSignal(audience);
  const failed = useSignal<{ title: string; problems: Problem[] } | null>(null);
  const receipt = useSignal<Receipt | null>(null);
  const busy = useSignal(false);

  const onSubmit = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (busy.value) return;
    const { body, problems } = bodyFrom(template, texts.value);
    if (problems.length) {
      failed.value = { title: "Some fields cannot be read", problems };
      return;
    }
    busy.value = true;
    failed.value = null;
    const outcome = await submit(kind, { ...body, ...added?.() }, readers.value);
    busy.value = false;
    if (!("receipt" in outcome)) failed.value = outcome;
    else if (filed) filed(outcome.receipt);
    else receipt.value = outcome.receipt;
  };

  if (receipt.value) return <Filed receipt={receipt.value} />;
  const problems = failed.value?.problems ?? [];
  return (
    <form class="entry-form" onSubmit={(event) => void onSubmit(event)} noValidate aria-label={`File ${kind}`}>
      {children}
      {failed.value && <Problems {...failed.value} />}
      <div class="fields">
        {Object.entries(template)
          .filter(([name]) => !fixed.includes(name))
          .map(([name, was]) => (
            <Field
              key={name}
              name={name}
              was={was}
              text={texts.value[name] ?? asText(was)}
              wrong={problems.filter((problem) => fieldOf(problem.where) === name)}
              onText={(text) => (texts.value = { ...texts.value, [name]: text })}
            />
          ))}
      </div>
      <Audience chosen={readers.value} choose={(next) => (readers.value = next)} />
      <p class="form-buttons">
        <button type="submit" class="primary" disabled={busy.value}>
          {does}
        </button>
        {cancel && (
          <button type="button" onClick={cancel}>
            Cancel
          </button>
        )}
        <span class="quiet">
          <code>{kind}</code> as <PostName id={actingPost.value} />
        </span>
      </p>
    </form>
  );
}
