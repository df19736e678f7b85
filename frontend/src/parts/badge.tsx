// A word with a shape: what it means is never carried by colour alone.
import type { ComponentChildren } from "preact";

export type Tone = "plain" | "agree" | "against" | "open" | "warn" | "strong";

const SHAPES: Record<Tone, string> = { plain: "○", agree: "●", against: "✕", open: "◌", warn: "▲", strong: "◆" };

export function Badge({ tone = "plain", children, shape }: { tone?: Tone; children: ComponentChildren; shape?: string }) {
  return (
    <span class={`badge ${tone}`}>
      <span class="shape" aria-hidden="true">
        {shape ?? SHAPES[tone]}
      </span>
      {children}
    </span>
  );
}

/** Yes, no, cannot tell: three shapes, three words; none of the three is good or bad by itself. */
export function TruthBadge({ truth, meaning }: { truth: string | null | undefined; meaning?: string }) {
  const said = truth ?? "cannot tell";
  const tone: Tone = said === "yes" ? "strong" : said === "no" ? "plain" : "open";
  return (
    <Badge tone={tone}>
      {meaning ? `${meaning}: ` : ""}
      {said}
    </Badge>
  );
}
