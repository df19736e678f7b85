// How actors look on the map: a colour and a hatching each, so that they are told apart without colour too.
import type { MapItem } from "./items";

export const COLOURS = ["#1f6fb2", "#c2571a", "#7a4fa3", "#0b7f7b", "#94661f", "#b03a76"];
const ON_DARK = ["#6db3ee", "#f29a5e", "#bf9be3", "#5fcac5", "#dcb46a", "#ee8fc0"];

export function colour(at: number, dark: boolean): string {
  return (dark ? ON_DARK : COLOURS)[at] ?? "#808080";
}

const SIZE = 24;

/** Which colour and hatching an actor has: by the order in which actors have plans, the same for each picture. */
export function actorLooks(all: MapItem[]): Map<string, number> {
  const ids = [...new Set(all.map((item) => item.actor).filter((id): id is string => id !== null))].sort();
  return new Map(ids.map((id, at) => [id, at % COLOURS.length]));
}

const STROKES: ((pen: CanvasRenderingContext2D) => void)[] = [
  (pen) => diagonals(pen, 1),
  (pen) => diagonals(pen, -1),
  (pen) => rows(pen),
  (pen) => dots(pen),
  (pen) => columns(pen),
  (pen) => (rows(pen), columns(pen)),
];

function diagonals(pen: CanvasRenderingContext2D, way: 1 | -1): void {
  for (const shift of [-SIZE, 0, SIZE]) {
    pen.moveTo(shift, way > 0 ? SIZE : 0);
    pen.lineTo(shift + SIZE, way > 0 ? 0 : SIZE);
  }
}

function rows(pen: CanvasRenderingContext2D): void {
  for (const y of [SIZE / 4, (3 * SIZE) / 4]) {
    pen.moveTo(0, y);
    pen.lineTo(SIZE, y);
  }
}

function columns(pen: CanvasRenderingContext2D): void {
  for (const x of [SIZE / 4, (3 * SIZE) / 4]) {
    pen.moveTo(x, 0);
    pen.lineTo(x, SIZE);
  }
}

function dots(pen: CanvasRenderingContext2D): void {
  for (const [x, y] of [
    [SIZE / 4, SIZE / 4],
    [(3 * SIZE) / 4, (3 * SIZE) / 4],
  ] as const) {
    pen.moveTo(x + 2.5, y);
    pen.arc(x, y, 2.5, 0, 2 * Math.PI);
  }
}

export interface Hatching {
  width: number;
  height: number;
  data: Uint8ClampedArray;
}

/** The tile of one actor's hatching, at twice the size for sharp screens. */
export function hatching(at: number, dark: boolean): Hatching {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = SIZE;
  const pen = canvas.getContext("2d");
  const ink = colour(at, dark);
  if (pen) {
    pen.globalAlpha = dark ? 0.25 : 0.18;
    pen.fillStyle = ink;
    pen.fillRect(0, 0, SIZE, SIZE);
    pen.globalAlpha = 0.75;
    pen.strokeStyle = ink;
    pen.lineWidth = 2.4;
    pen.beginPath();
    STROKES[at]?.(pen);
    pen.stroke();
  }
  return { width: SIZE, height: SIZE, data: pen?.getImageData(0, 0, SIZE, SIZE).data ?? new Uint8ClampedArray(SIZE * SIZE * 4) };
}
