"""Figures as a table for people and as one line for programs.

What this file knows: names of figures. What it must not know: how they were measured.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from benchmarks.plans.measure import Results


def render(results: Results) -> str:
    """All that was measured, in plain text."""
    lines = [""]
    for name, engines in results.batch.items():
        as_study = results.hashes[name]["as_the_study"]
        exact = "the study's bytes" if as_study else "not the study's bytes, see README"
        lines.append(f"{name}: all pairs ({exact})")
        for engine, row in engines.items():
            besides = {key: row[key] for key in row if key not in ("s", "cpu_s", "pairs")}
            cpu = "in the server" if row["cpu_s"] is None else f"cpu {row['cpu_s']:.4f} s"
            lines.append(
                f"  {engine:<14}{row['s']:>10.4f} s  {cpu:<15}"
                f"{row['pairs']:>9,} pairs{_times(engines, engine)}  {besides or ''}".rstrip()
            )
    if results.insert:
        lines.append("one operation inserted, its conflicts answered (microseconds)")
    for name, row in results.insert.items():
        lines.append(
            f"  {name:<30}p50 {row['p50_us']:>9.1f}  p90 {row['p90_us']:>9.1f}"
            f"  p99 {row['p99_us']:>9.1f}  {row['per_s']:>9,.0f}/s  on {row['on']}"
        )
    if results.bytes_a_plan:
        lines.append(f"bytes a plan, ours: {results.bytes_a_plan}")
    if results.scale:
        lines.append("cost by size, as dense as W1")
    for row in results.scale:
        lines.append("  " + "  ".join(f"{key} {value:,}" for key, value in row.items()))
    lines += [f"missing: {engine}: {why}" for engine, why in results.missing.items()]
    lines += [f"DISAGREEMENT: {words}" for words in results.disagreements]
    return "\n".join(lines)


def summary(results: Results) -> dict[str, Any]:
    """The JSON line: null where something was not measured."""
    insert = results.insert
    ours, postgis = insert.get("ours", {}), insert.get("postgis", {})
    return {
        "w1_s": _seconds(results, "W1"),
        "w1_vs_postgis": _ratio(_seconds(results, "W1", "postgis"), _seconds(results, "W1")),
        "w1_vs_shapely": _ratio(_seconds(results, "W1", "shapely"), _seconds(results, "W1")),
        "w1_vs_duckdb": _ratio(_seconds(results, "W1", "duckdb"), _seconds(results, "W1")),
        "w2_s": _seconds(results, "W2"),
        "w2_vs_postgis": _ratio(_seconds(results, "W2", "postgis"), _seconds(results, "W2")),
        "hot_s": _seconds(results, "HOT"),
        "skew_s": _seconds(results, "SKEW"),
        "insert_p50_us": ours.get("p50_us"),
        "insert_p99_us": ours.get("p99_us"),
        "insert_json_p50_us": insert.get("ours, from JSON", {}).get("p50_us"),
        "insert_vs_postgis": _ratio(postgis.get("p50_us"), ours.get("p50_us")),
        "insert_on": ours.get("on"),
        "bytes_a_plan": results.bytes_a_plan.get("beyond_vertices"),
        "pairs": results.pairs,
        "pairs_geodesic": results.pairs_geodesic,
        "hashes": results.hashes,
        "batch": results.batch,
        "insert": results.insert,
        "scale": results.scale,
        "missing": results.missing,
        "disagreements": results.disagreements,
    }


def _seconds(results: Results, name: str, engine: str = "ours") -> float | None:
    row = results.batch.get(name, {}).get(engine)
    return None if row is None else float(row["s"])


def _ratio(theirs: float | None, ours: float | None) -> float | None:
    return None if not theirs or not ours else round(theirs / ours, 1)


def _times(engines: dict[str, dict[str, Any]], engine: str) -> str:
    ours = engines.get("ours")
    if ours is None or engine.startswith("ours"):
        return ""
    return f"{engines[engine]['s'] / ours['s']:>8.1f} x ours"
