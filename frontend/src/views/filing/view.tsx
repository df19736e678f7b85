// File any kind of entry as the acting post, in an EXERCISE: fields from a template, or the whole body as JSON.
import { signal, useSignal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import type { Problem, Receipt } from "../../api/types";
import { PostName } from "../../picture/names";
import type { JsonObject } from "../../picture/picture";
import { actingPost, now } from "../../picture/state";
import { rfc3339 } from "../../picture/times";
import { Audience } from "./audience";
import { EntryForm, Filed, Problems } from "./form";
import { actingActor, freshId, json, submit } from "./submit";
import { ownId, TEMPLATES } from "./templates";

const kind = signal("plan.file");
const asJson = signal(false);

function prepared(name: string): JsonObject {
  const body: JsonObject = { ...(TEMPLATES[name] ?? {}) };
  const id = ownId(name);
  if (id) body[id] = freshId(name);
  for (const field of ["by", "actor", "claimed_by"]) if (field in body && field !== id) body[field] = actingActor() ?? "";
  if ("contact" in body) body.contact = actingPost.value ?? "";
  if (typeof body.at === "string") body.at = rfc3339(now.value);
  if (name === "line_check") body.by = actingPost.value ?? "";
  return body;
}

/** Without the optional fields that nobody filled in. */
function filled(body: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(body).filter(([, value]) => value !== null)) as JsonObject;
}

function JsonForm({ name }: { name: string }) {
  const text = useSignal(json(filled(prepared(name))));
  const readers = useSignal<string[]>([]);
  const failed = useSignal<{ title: string; problems: Problem[] } | null>(null);
  const receipt = useSignal<Receipt | null>(null);
  const onSubmit = async (event: Event): Promise<void> => {
    event.preventDefault();
    failed.value = null;
    receipt.value = null;
    let body: JsonObject;
    try {
      body = JSON.parse(text.value) as JsonObject;
    } catch (error) {
      const what = error instanceof Error ? error.message : "is not JSON";
      failed.value = { title: "The body is not JSON", problems: [{ where: "$", what, next_step: "Correct it and file again" }] };
      return;
    }
    const outcome = await submit(name, body, readers.value);
    if ("receipt" in outcome) receipt.value = outcome.receipt;
    else failed.value = outcome;
  };
  return (
    <form class="entry-form" onSubmit={(event) => void onSubmit(event)} aria-label={`File ${name} as JSON`}>
      {failed.value && <Problems {...failed.value} />}
      {receipt.value && <Filed receipt={receipt.value} />}
      <label class="field">
        <span>body (JSON)</span>
        <textarea class="code" rows={18} spellcheck={false} value={text.value} onInput={(event) => (text.value = event.currentTarget.value)} />
      </label>
      <Audience chosen={readers.value} choose={(next) => (readers.value = next)} />
      <p class="form-buttons">
        <button type="submit" class="primary">
          File as this post
        </button>
        <span class="quiet">
          <code>{name}</code> as <PostName id={actingPost.value} />
        </span>
      </p>
    </form>
  );
}

export function FilingView() {
  const name = kind.value;
  const count = useSignal(0);
  const last = useSignal<Receipt | null>(null);
  const key = `${name}/${actingPost.value}/${asJson.value}/${count.value}`;
  const template = useMemo(() => prepared(name), [key]); // not anew with each picture: somebody is typing
  const again = (found: Receipt): void => {
    last.value = found;
    count.value += 1;
  };
  return (
    <div class="filing">
      <p class="quiet">
        In an EXERCISE the server signs with the exercise key of <PostName id={actingPost.value} />. What is filed stays: it can be corrected or
        withdrawn, and the before remains.
      </p>
      <div class="view-tools">
        <label class="choice">
          <span>Kind of entry</span>
          <select value={name} onChange={(event) => (kind.value = event.currentTarget.value)}>
            {Object.keys(TEMPLATES).map((option) => (
              <option key={option} value={option}>
                {option}
              </option>
            ))}
          </select>
        </label>
        <label class="check">
          <input type="checkbox" checked={asJson.value} onChange={(event) => (asJson.value = event.currentTarget.checked)} />
          whole body as JSON
        </label>
      </div>
      {asJson.value ? (
        <JsonForm key={key} name={name} />
      ) : (
        <>
          {last.value && <Filed receipt={last.value} />}
          <EntryForm key={key} kind={name} template={template} audience={[]} does="File as this post" filed={again} />
        </>
      )}
    </div>
  );
}
