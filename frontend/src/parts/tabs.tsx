// Tabs after the ARIA pattern: arrows, Home and End move; only the chosen view is in the page.
import type { ComponentType } from "preact";
import { useEffect } from "preact/hooks";

export interface Tab {
  id: string;
  title: string;
  count?: number | undefined;
  attention?: boolean;
  view: ComponentType;
}

const STEPS: Record<string, (at: number, length: number) => number> = {
  ArrowRight: (at, length) => (at + 1) % length,
  ArrowLeft: (at, length) => (at + length - 1) % length,
  Home: () => 0,
  End: (_, length) => length - 1,
};

export function Tabs({ label, tabs, chosen, choose }: { label: string; tabs: Tab[]; chosen: string; choose: (id: string) => void }) {
  const at = Math.max(0, tabs.findIndex((tab) => tab.id === chosen));
  const current = tabs[at];
  useEffect(() => {
    if (current) document.getElementById(`tab-${current.id}`)?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [current?.id]);
  const onKey = (event: KeyboardEvent): void => {
    const step = STEPS[event.key];
    if (!step) return;
    event.preventDefault();
    const next = tabs[step(at, tabs.length)];
    if (!next) return;
    choose(next.id);
    document.getElementById(`tab-${next.id}`)?.focus();
  };
  if (!current) return null;
  const View = current.view;
  return (
    <>
      <div class="tabs" role="tablist" aria-label={label} onKeyDown={onKey}>
        {tabs.map((tab) => (
          <button
            key={tab.id}
            type="button"
            role="tab"
            id={`tab-${tab.id}`}
            aria-selected={tab === current}
            aria-controls="view"
            tabIndex={tab === current ? 0 : -1}
            onClick={() => choose(tab.id)}
          >
            {tab.title}
            {tab.count ? <span class={tab.attention ? "count attention" : "count"}>{tab.count}</span> : null}
          </button>
        ))}
      </div>
      <section class={`view view-${current.id}`} id="view" role="tabpanel" aria-labelledby={`tab-${current.id}`} tabIndex={-1}>
        <View key={current.id} />
      </section>
    </>
  );
}
