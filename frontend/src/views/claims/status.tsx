// The status of a claim: its short words as a badge, and the whole of it as a sentence.
import { Badge, type Tone } from "../../parts/badge";
import type { Claim } from "../../picture/picture";

function tone(status: Claim["status"]): Tone {
  if (status.denied_by.length) return "against";
  if (status.confirmed_by.length) return "agree";
  return status.asserted_by.length ? "strong" : "open";
}

export function Status({ status, before }: { status: Claim["status"]; before?: string | undefined }) {
  return (
    <>
      <span class="claim-status">
        <Badge tone={tone(status)}>{status.key}</Badge>
        {before !== undefined && <span class="changed-mark">{before ? `changed; before: ${before}` : "new at this moment"}</span>}
      </span>
    </>
  );
}

/** The whole of it: who confirms, through whom, and of whom no statement is known. */
export function StatusWords({ status }: { status: Claim["status"] }) {
  if (status.words === status.key) return null;
  return (
    <p class="status-words" dir="auto">
      {status.words}
    </p>
  );
}
