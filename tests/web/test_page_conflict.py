"""One plan conflict in the page, as the demo serves it: map, side view, facts, ways apart."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, Request, expect

pytestmark = pytest.mark.browser

PERMISSION = re.compile(r"\b(approved?|cleared|safe(ly)?)\b", re.IGNORECASE)


@pytest.fixture(scope="module")
def demo() -> Iterator[str]:
    """The address of `detente demo` with the two scenarios that hold plan conflicts."""
    code = "from detente.cli import main; main()"
    command = [sys.executable, "-c", code, "demo", "whole-loop", "mixed-plans", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        address = None
        for line in process.stdout:
            found = re.search(r"http://[\d.]+:\d+", line)
            if found:
                address = found.group()
                break
        assert address, "the demo ended before it served"
        yield address
        process.terminate()
        process.stdout.read()
        assert process.wait(20) == 0


def conflict_of(page: Page, demo: str, mechanism: str, plan: str) -> dict[str, Any]:
    """The plan conflict of a plan, as the clerk reads it."""
    answer = page.request.get(f"{demo}/api/mechanisms/{mechanism}/picture?reader=clerk")
    found: list[dict[str, Any]] = answer.json()["findings"]["plan_conflicts"]
    return next(one for one in found if plan in [side["id"] for side in one["plans"]])


def opened(page: Page, demo: str, mechanism: str, plan: str, post: str) -> dict[str, Any]:
    """Open the view of a conflict by its link, and wait for its ways apart."""
    found = conflict_of(page, demo, mechanism, plan)
    page.goto(f"{demo}/#{mechanism}/conflict?alert={found['alert']}&as={post}")
    expect(page.locator(".way[data-way]").first).to_be_visible()
    return found


def lanes(page: Page) -> Locator:
    """The plans that are drawn as they are filed."""
    return page.locator(".lane:not(.ghost)")


def edges(shape: Locator) -> tuple[float, float]:
    """The left edge and the width of a drawn plan."""
    body = shape.locator("rect.body").first
    return float(body.get_attribute("x") or "nan"), float(body.get_attribute("width") or "nan")


def test_it_opens_from_the_alert_with_both_plans_and_ways_apart(page: Page, demo: str) -> None:
    """The clerk's card leads to the map, two drawn plans, the facts and ranked ways."""
    page.goto(f"{demo}/#whole-loop/alerts?as=clerk")
    card = page.locator(".alert", has_text="north-patrol-8 (patrol)").first
    card.get_by_role("button", name="Look at it…").click()
    heading = page.get_by_role("heading", name="north-patrol-8 and south-range-4 could meet")
    expect(heading).to_be_focused()
    assert "/conflict?alert=" in page.url
    assert lanes(page).evaluate_all("(all) => all.map((it) => it.dataset.plan).sort()") == [
        "north-patrol-8",
        "south-range-4",
    ]
    expect(page.locator(".way[data-way]")).to_have_count(6)
    expect(page.locator("#announcement")).to_contain_text("6 ways apart are offered")
    first = page.locator('[data-way="1"]')
    expect(first).to_contain_text("Delay south-range-4 by 41 min 46 s")
    expect(first).to_contain_text("11:11:46 to 12:41:46")
    expect(first).to_contain_text("checked was found; this is not permission")
    expect(first).to_contain_text("does not fit: rule no-fire-on-the-road")
    facts = page.locator(".conflict-facts")
    expect(facts).to_contain_text("1.5 km across, 0 m in height, 10 min in time")
    expect(facts).to_contain_text("Northern duty officer calls Southern duty officer")
    expect(facts).to_contain_text("by 12 Mar 2026 10:16:07 UTC")
    page.wait_for_function("() => window.__mapIdle === true")
    drawn = page.evaluate("() => window.__mapDrawn()")
    assert {"plan:north-patrol-8", "plan:south-range-4", "nearest"} < set(drawn)
    assert not PERMISSION.search(page.locator("body").inner_text())


def test_it_opens_from_the_list_beside_the_map(page: Page, demo: str) -> None:
    """An item of the map's list that is a conflict leads to its view."""
    page.goto(f"{demo}/#whole-loop/map?as=clerk")
    page.locator("[data-item^='conflict:']", has_text="north-patrol-8").click()
    page.get_by_role("button", name="Look at it…").click()
    expect(page.locator(".conflict-view")).to_be_visible()
    expect(lanes(page)).to_have_count(2)


def test_a_party_sees_its_own_plan_and_what_is_disclosed(page: Page, demo: str) -> None:
    """North: one plan drawn, the interval, the contact; no byte of the other plan was sent."""
    sent: list[Request] = []
    page.on(
        "requestfinished", lambda it: sent.append(it) if "reader=north-duty" in it.url else None
    )
    opened(page, demo, "whole-loop", "north-patrol-8", "north-duty")
    expect(lanes(page)).to_have_count(1)
    expect(lanes(page)).to_have_attribute("data-plan", "north-patrol-8")
    expect(page.locator(".side")).to_contain_text("not disclosed, not drawn")
    expect(page.locator(".side-legend")).to_contain_text("contact: Southern duty officer")
    expect(page.locator(".conflict-view")).to_contain_text("disclosed")
    expect(page.locator(".interval-group")).to_have_attribute(
        "aria-label", re.compile("10:31:07 UTC to 12 Mar 2026 11:06:46 UTC")
    )
    ways = page.locator(".way[data-way]")
    expect(ways).to_have_count(2)
    expect(ways.first).to_contain_text("Advance north-patrol-8 by 55 min")
    expect(page.locator(".ways")).to_contain_text("the plans that you may read")
    got = [(it.url, it.response()) for it in sent if "/events" not in it.url]
    answers = {url: answer.text() for url, answer in got if answer is not None}
    assert any("/ways/" in url for url in answers)
    assert any("/picture" in url for url in answers)
    assert not any("south-range" in answer or "Mortar" in answer for answer in answers.values())


def test_by_keyboard_a_way_is_chosen_and_the_plan_is_drawn_moved(page: Page, demo: str) -> None:
    """Plans and interval take the focus; a chosen row moves its plan by as many seconds."""
    opened(page, demo, "whole-loop", "north-patrol-8", "clerk")
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("() => document.activeElement?.matches('.lane[data-plan]')"):
            break
    focused = page.locator(".lane:focus")
    expect(focused).to_have_attribute("aria-label", re.compile("0 to .* m above ground"))
    page.get_by_label(re.compile("^As filed")).focus()
    page.keyboard.press("ArrowDown")
    ghost = page.locator(".lane.ghost")
    expect(ghost).to_have_count(1)
    expect(ghost).to_have_attribute("data-plan", "south-range-4")
    filed_at, width = edges(page.locator('.lane.faded[data-plan="south-range-4"]'))
    moved_to, moved_width = edges(ghost)
    seconds = (moved_to - filed_at) / (width / timedelta(minutes=90).total_seconds())
    assert seconds == pytest.approx(2506, abs=15)
    assert moved_width == pytest.approx(width, abs=0.01)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(ghost).to_have_count(2)
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(ghost).to_have_count(0)


def test_pointing_at_a_row_previews_it_and_leaving_it_ends_that(page: Page, demo: str) -> None:
    """A preview asks for no decision."""
    opened(page, demo, "whole-loop", "north-patrol-8", "clerk")
    page.locator('[data-way="2"]').hover()
    expect(page.locator(".lane.ghost")).to_have_attribute("data-plan", "north-patrol-8")
    page.mouse.move(2, 2)
    expect(page.locator(".lane.ghost")).to_have_count(0)


def test_an_unknown_height_fills_the_column_and_says_so(page: Page, demo: str) -> None:
    """The helicopter without a height reaches from the floor to the top of the drawing."""
    opened(page, demo, "mixed-plans", "north-helicopter-2", "clerk")
    lane = page.locator('.lane[data-plan="north-helicopter-2"]')
    expect(lane).to_contain_text("every height counts")
    expect(lane).to_have_attribute("aria-label", re.compile("height unknown"))
    frame = page.locator(".side-view rect.frame").get_attribute("height")
    assert lane.locator("rect.body").get_attribute("height") == frame
    page.get_by_text("The side view as a table").click()
    table = page.locator(".side-table table")
    expect(table.get_by_role("row", name=re.compile("north-helicopter-2"))).to_contain_text(
        "height unknown: every height counts"
    )
    expect(page.locator(".view-conflict")).to_contain_text("possible: something is unknown")


def test_the_owner_proposes_a_way_and_the_plan_is_filed_moved(page: Page, demo: str) -> None:
    """The next version is the whole plan with every fix moved by exactly the same seconds."""
    found = opened(page, demo, "mixed-plans", "relief-convoy-9", "relief-desk")
    url = f"{demo}/api/mechanisms/mixed-plans"
    picture = page.request.get(f"{url}/picture?reader=relief-desk").json()
    before = next(one for one in picture["plans"]["plans"] if one["id"] == "relief-convoy-9")
    way = page.request.get(f"{url}/ways/{found['alert']}?reader=relief-desk").json()["ways"][0]
    page.locator('[data-way="1"]').get_by_role("button", name=re.compile("^Propose")).click()
    form = page.get_by_role("form", name="File plan.amend")
    expect(form.locator("input").first).to_be_focused()
    volumes = json.loads(form.locator("textarea.code").first.input_value())
    by = timedelta(seconds=way["by_s"] if way["kind"] == "delay" else -way["by_s"])
    times = [
        [datetime.fromisoformat(fix["at"]) for fix in of[0]["moving"]["fixes"]]
        for of in (before["volumes"], volumes)
    ]
    assert times[1] == [moment + by for moment in times[0]]
    assert volumes[0]["band"] == before["volumes"][0]["band"]
    with page.expect_request(lambda sent: sent.method == "POST" and "entries" in sent.url) as sent:
        form.get_by_role("button", name="File version 2 of relief-convoy-9").click()
    body = json.loads(sent.value.post_data or "{}")["body"]
    assert (body["plan"], body["version"], body["vehicles"]) == ("relief-convoy-9", 2, 6)
    expect(page.locator(".filed")).to_contain_text("Filed as entry")
    expect(page.locator(".view-conflict")).to_contain_text("is not among those that")


def test_who_does_not_own_the_plan_is_told_who_files(page: Page, demo: str) -> None:
    """The clerk gets no form, only whom to act as in an EXERCISE; the conflict stays in view."""
    opened(page, demo, "whole-loop", "north-patrol-8", "clerk")
    expect(page.get_by_role("button", name=re.compile("^Propose"))).to_have_count(0)
    page.get_by_role("button", name="Northern duty officer", exact=True).click()
    expect(page.get_by_role("button", name=re.compile("^Propose")).first).to_be_visible()
    assert "as=north-duty" in page.url


def test_a_refusal_is_shown_with_its_problems_and_the_rest_stays(page: Page, demo: str) -> None:
    """The ways apart fail alone; the drawing and the facts are there."""
    problem = {"where": "query.now", "what": "is not a time", "next_step": "Write it as RFC 3339"}
    refusal = json.dumps({"title": "Refused", "status": 422, "problems": [problem]})
    page.route(
        "**/ways/**",
        lambda route: route.fulfill(
            status=422, content_type="application/problem+json", body=refusal
        ),
    )
    found = conflict_of(page, demo, "whole-loop", "north-patrol-8")
    page.goto(f"{demo}/#whole-loop/conflict?alert={found['alert']}&as=clerk")
    said = page.locator(".ways").get_by_role("alert")
    expect(said).to_contain_text("Refused")
    expect(said).to_contain_text("Write it as RFC 3339")
    expect(lanes(page)).to_have_count(2)


def test_a_link_to_a_conflict_that_is_gone_says_so(page: Page, demo: str) -> None:
    """An unknown alert is no error: the reader is told, and offered the others."""
    page.goto(f"{demo}/#whole-loop/conflict?alert=0123456789abcdef&as=clerk")
    view = page.locator(".view-conflict")
    expect(view).to_contain_text("is not among those that")
    view.get_by_role("button", name="Look at it…").last.click()
    expect(lanes(page)).to_have_count(2)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_fits_a_telephone_and_both_colour_schemes(page: Page, demo: str, scheme: Any) -> None:
    """At 390 px nothing is wider than the window, in either scheme, with a way previewed."""
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": 390, "height": 844})
    opened(page, demo, "whole-loop", "north-patrol-8", "clerk")
    page.locator('[data-way="3"] input').check()
    page.get_by_text("The side view as a table").click()
    expect(page.locator(".lane.ghost")).to_have_count(2)
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 390
    assert page.evaluate("() => document.documentElement.dataset.theme") == scheme
