// Scales and ticks of the side view: milliseconds and metres to pixels.
const MINUTE = 60_000;
const STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1440, 2880, 10080, 43200, 525600].map((minutes) => minutes * MINUTE);

export interface Frame {
  left: number;
  right: number;
  top: number;
  bottom: number;
  x: (at: number) => number;
  y: (metres: number) => number;
}

export function frame(width: number, height: number, window: [number, number], heights: [number, number]): Frame {
  const [left, right, top, bottom] = [56, width - 12, 34, height - 40];
  const held = (px: number, low: number, high: number): number => Math.min(high, Math.max(low, px));
  return {
    left,
    right,
    top,
    bottom,
    x: (at) => held(left + ((at - window[0]) / (window[1] - window[0])) * (right - left), left, right),
    y: (metres) => held(bottom - ((metres - heights[0]) / (heights[1] - heights[0])) * (bottom - top), top, bottom),
  };
}

export function timeTicks([from, to]: [number, number], px: number): number[] {
  const most = Math.max(2, Math.floor(px / 72));
  const step = STEPS.find((one) => (to - from) / one <= most) ?? STEPS[STEPS.length - 1] ?? MINUTE;
  const ticks: number[] = [];
  for (let at = Math.ceil(from / step) * step; at <= to && ticks.length < 60; at += step) ticks.push(at);
  return ticks;
}

export function heightTicks([low, high]: [number, number], px: number): number[] {
  const most = Math.max(2, Math.floor(px / 44));
  const raw = (high - low) / most;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].map((n) => n * power).find((one) => one >= raw) ?? raw;
  const ticks: number[] = [];
  for (let at = Math.ceil(low / step); at * step <= high; at += 1) ticks.push(Number((at * step).toPrecision(12)));
  return ticks;
}
