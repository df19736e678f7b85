"""Cost by size as an SVG, drawn by hand: both axes logarithmic, one line for each engine.

What this file knows: SVG. What it must not know: how anything was measured.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

WIDTH, HEIGHT, LEFT, TOP, RIGHT, BOTTOM = 760, 460, 70, 40, 130, 50
LINES = {
    "ours_s": ("ours, all pairs", "#0b6e4f"),
    "duckdb_s": ("DuckDB", "#b8860b"),
    "shapely_s": ("Shapely slabs", "#3b5998"),
    "postgis_s": ("PostGIS", "#8b1e3f"),
    "insert_p50_us": ("ours, one inserted (p50)", "#5aa17f"),
}


def svg(rows: Sequence[dict[str, float]]) -> str:
    """Seconds over plans; insertions are in the same unit."""
    lines = {
        key: [
            (row["plans"], row[key] / (1e6 if key.endswith("_us") else 1.0))
            for row in rows
            if key in row
        ]
        for key in LINES
    }
    seconds = [value for points in lines.values() for _, value in points]
    low, high = math.floor(math.log10(min(seconds))), math.ceil(math.log10(max(seconds)))
    west, east = (math.log10(rows[at]["plans"]) for at in (0, -1))

    def place(plans: float, value: float) -> tuple[float, float]:
        across = (math.log10(plans) - west) / max(east - west, 1e-9)
        up = (math.log10(value) - low) / (high - low)
        return (
            LEFT + across * (WIDTH - LEFT - RIGHT),
            HEIGHT - BOTTOM - up * (HEIGHT - TOP - BOTTOM),
        )

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
        'font-family="sans-serif" font-size="12">',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>',
        f'<text x="{LEFT}" y="22" font-size="14">Plans that could meet: seconds by number of '
        "plans, as dense as W1, one core</text>",
    ]
    for power in range(low, high + 1):
        x, y = place(rows[0]["plans"], 10.0**power)
        parts.append(f'<path d="M{x:.1f} {y:.1f}H{WIDTH - RIGHT}" stroke="#ddd"/>')
        parts.append(f'<text x="{x - 8:.1f}" y="{y + 4:.1f}" text-anchor="end">{_s(power)}</text>')
    for power in range(math.ceil(west), math.floor(east) + 1):
        x, y = place(10.0**power, 10.0**low)
        parts.append(f'<path d="M{x:.1f} {y:.1f}V{TOP}" stroke="#ddd"/>')
        words = f"{10**power:,}"
        parts.append(f'<text x="{x:.1f}" y="{y + 18:.1f}" text-anchor="middle">{words}</text>')
    for key, points in lines.items():
        if points:
            parts += _line([place(*point) for point in points], *LINES[key])
    return "\n".join([*parts, "</svg>", ""])


def _line(points: Sequence[tuple[float, float]], name: str, colour: str) -> list[str]:
    path = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
    x, y = points[-1]
    return [
        f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="2"/>',
        *(f'<circle cx="{a:.1f}" cy="{b:.1f}" r="3" fill="{colour}"/>' for a, b in points),
        f'<text x="{x + 8:.1f}" y="{y + 4:.1f}" fill="{colour}">{name}</text>',
    ]


def _s(power: int) -> str:
    if power >= 0:
        return f"{10**power} s"
    return f"{10 ** (power + 3)} ms" if power >= -3 else f"{10 ** (power + 6)} µs"
