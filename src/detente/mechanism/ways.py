"""Ways apart for one reader: which changes of its plans leave no conflict, as far as it may know.

Rule 1. Who may read both plans of a conflict gets every way apart, in whole seconds and metres.
Rule 2. Who may read one of them gets changes of time of that one alone, on full quarter hours; no
heights: the other side's are not disclosed (docs/adr/0005-ways-apart-and-disclosure.md).
Rule 3. Both are held against the plans that the reader may read and the two in conflict, never
against others: what is free would tell where those are. What is checked is said.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime

from detente.agreements.state import State as Agreements
from detente.mechanism.checks import plan_conflicts, plans_agreements
from detente.mechanism.findings import Found
from detente.mechanism.fold import Fold
from detente.mechanism.pictures import Reader, shown_alerts
from detente.plans.apart import Asking, Field, NoWay, WayApart, after, limits, ways_apart
from detente.plans.apart.values import NOTICE
from detente.plans.conflicts import TOUCHING_M
from detente.plans.entries import Plan
from detente.plans.state import State as Plans
from detente.terms.entries import Entry
from detente.terms.json import JSON
from detente.terms.problems import NotFound
from detente.terms.truth import Truth
from detente.terms.when import Span
from detente.terms.who import CLERK, Charter, Separation

SIDE_GRID_S = 900
"""What one side learns of when the other's plan ends is rounded to this."""

EVERYTHING = "everything filed"
READABLE = "the plans that you may read, and the two in conflict"

_EVER = Span(datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC))


def ways_for(
    fold: Fold, found: Found, alert: str, *, reader: Reader, now: datetime
) -> dict[str, JSON]:
    """The ways apart of the plan conflict that an alert names; NotFound where it is none of the
    reader's: hidden and missing are one answer.
    """
    sees = _sees(fold, reader)
    finding = _finding(fold, found, alert, reader, sees)
    own = [entry for entry in finding.filings if sees(entry.id)]
    both = len(own) == 2
    filings = {entry.id: entry for entry in finding.filings}
    standing = fold.states.plans.standing()
    among = [entry for entry in standing if entry.id in filings or sees(entry.id)]
    a, b = (entry.value.activity() for entry in finding.filings)
    widest = _widest(fold.states.agreements, fold.charter)
    margin_m = (widest.horizontal_m + TOUCHING_M) / 2
    answer = ways_apart(
        Asking(
            a,
            b,
            Field([entry.value.activity() for entry in among], margin_m),
            plans_agreements.separation_for(fold.states.agreements, fold.charter),
            fold.charter.bounds,
            changes=_changes(fold.states.agreements),
            widest=widest,
            movable=frozenset(entry.value.plan for entry in own),
            grid_s=1 if both else SIDE_GRID_S,
            in_height=both,
            now=now,
        )
    )
    whole = (
        reader.actor == CLERK
    )  # to others it would tell whether there are plans they cannot read
    notice = NOTICE if whole else NOTICE.replace("what is filed", READABLE)
    known = {entry.value.plan for entry in among if sees(entry.id)}
    return {
        "alert": alert,
        "in_full": both,
        "checked_against": EVERYTHING if whole else READABLE,
        "ways": [
            {**way.as_json(), "notice": notice, "rules": _rules(fold, finding, way, sees)}
            for way in answer.ways
        ],
        "not_offered": [_without(one, known) for one in answer.not_offered],
        "limits": {
            "time_s": limits.TIME_MOST_S,
            "time_shared_s": limits.TIME_MOST_S // 2,
            "height_m": limits.HEIGHT_MOST_M,
            "grid_s": 1 if both else SIDE_GRID_S,
            "metre_s": limits.METRE_S,
        },
        "notice": f"{notice} Routes are not changed here.",
    }


def _sees(fold: Fold, reader: Reader) -> Callable[[str], bool]:
    """Whether the reader may read an entry, by id."""
    return lambda entry: reader.actor == CLERK or fold.by_id[entry].visible_to(reader.actor)


def _finding(
    fold: Fold, found: Found, alert: str, reader: Reader, sees: Callable[[str], bool]
) -> plan_conflicts.Finding:
    """The conflict behind an alert that the reader may see."""
    named = [one for one in found.alerts if one.id == alert and one.rule == "plan-conflict"]
    for one in named:
        if not shown_alerts(fold.charter, named, reader, sees):
            break
        for finding in found.conflicts:
            if tuple(entry.id for entry in finding.filings) == one.entries:
                return finding
    raise NotFound(f"no plan conflict has the alert {alert}")


def _without(one: NoWay, known: Iterable[str]) -> JSON:
    """What is not offered; of what is in the way, the plans that the reader may read."""
    shown = tuple(plan for plan in one.in_the_way if plan in known)
    return replace(one, in_the_way=shown).as_json()


def _changes(agreements: Agreements) -> tuple[datetime, ...]:
    """Every moment at which what is in force could change."""
    return tuple(
        sorted(
            {
                part.start
                for instrument in agreements.instruments()
                for part, _ in agreements.stretches(instrument, _EVER)
            }
            - {_EVER.start}
        )
    )


def _widest(agreements: Agreements, charter: Charter) -> Separation:
    """A separation that none exceeds, agreed or of the charter."""
    every = [
        *charter.separations,
        *(
            apart.separation(instrument)
            for instrument in agreements.instruments()
            for version in agreements.versions(instrument)
            for apart in version.value.separations
        ),
    ]
    return Separation(
        ("*", "*"),
        max((one.horizontal_m for one in every), default=0.0),
        max((one.vertical_m for one in every), default=0.0),
        max((one.time_s for one in every), default=0.0),
        "the widest of all",
    )


def _rules(
    fold: Fold, finding: plan_conflicts.Finding, way: WayApart, sees: Callable[[str], bool]
) -> list[JSON]:
    """Agreed rules that a moved plan would not fit, or perhaps not, as far as they can be read."""
    plans = Plans(fold.charter)
    for entry in finding.filings:
        if entry.value.plan in way.of:
            plans.apply(_changed(entry, way))
    return [
        {
            "plan": rule.filing.value.plan,
            "instrument": rule.standing.version.value.instrument,
            "rule": rule.rule.id,
            "would_be": rule.standing.would_be,
            "verdict": plans_agreements.VERDICT_WORDS[rule.unfit],
        }
        for rule in plans_agreements.find(plans, fold.states.agreements, fold.charter)
        if rule.unfit is not Truth.NO and all(map(sees, rule.entries))
    ]


def _changed(entry: Entry, way: WayApart) -> Entry:
    """A filing as it would be after the change; it is filed nowhere."""
    plan: Plan = entry.value
    return replace(entry, value=replace(plan, volumes=after(way, plan.activity()).volumes))
