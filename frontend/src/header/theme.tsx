// Light, dark, or as the system has it; kept in this browser only.
import { effect, signal } from "@preact/signals";

type Theme = "system" | "light" | "dark";
const ORDER: Theme[] = ["system", "light", "dark"];

function kept(): Theme {
  try {
    const found = localStorage.getItem("detente.theme");
    return ORDER.includes(found as Theme) ? (found as Theme) : "system";
  } catch {
    return "system"; // storage may be forbidden: the page works all the same
  }
}

export const theme = signal<Theme>(kept());

const darkSystem = matchMedia("(prefers-color-scheme: dark)");
export const dark = signal(false);

function settle(): void {
  dark.value = theme.value === "dark" || (theme.value === "system" && darkSystem.matches);
  document.documentElement.dataset.theme = dark.value ? "dark" : "light";
}

export function applyTheme(): void {
  effect(settle);
  darkSystem.addEventListener("change", settle);
}

function next(): void {
  theme.value = ORDER[(ORDER.indexOf(theme.value) + 1) % ORDER.length] ?? "system";
  try {
    localStorage.setItem("detente.theme", theme.value);
  } catch {
    // as above
  }
}

export function ThemeButton() {
  return (
    <button type="button" class="quiet-button" onClick={next} aria-label={`Colours: ${theme.value}. Change`}>
      <span aria-hidden="true">◐</span> {theme.value}
    </button>
  );
}
