"""The page as the demo serves it: real mechanisms, the real server, a real browser."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, Request, expect

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def demo() -> Iterator[str]:
    """The address of `detente demo` with its usual scenarios."""
    command = [sys.executable, "-c", "from detente.cli import main; main()", "demo", "--port", "0"]
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


def test_it_opens_on_paris_and_the_toggle_turns_one_row(page: Page, demo: str) -> None:
    """Asserted by the mediator as known on 25 July; confirmed by one party on 26 July."""
    page.goto(demo)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Paris")
    row = page.locator('[data-claim="paris-meeting"]')
    expect(row).to_contain_text("asserted by the mediator")
    expect(row).not_to_contain_text("confirmed by one party")
    page.get_by_role("button", name="26 July 2025").click()
    expect(row).to_contain_text("confirmed by one party")
    expect(row).to_contain_text("through an unnamed official")
    expect(row).to_contain_text("9 statements")
    expect(row).to_contain_text("2 origins")
    expect(page.locator("#announcement")).to_contain_text("confirmed by one party")


def test_names_in_right_to_left_scripts_are_shown_with_their_direction(
    page: Page, demo: str
) -> None:
    """The Arabic name of a government stands in the matrix and is laid out right to left."""
    page.goto(demo)
    name = page.get_by_text("الحكومة السورية").first
    expect(name).to_be_visible()
    assert name.evaluate("(it) => getComputedStyle(it).direction") == "rtl"


def test_acting_as_a_post_an_answer_reaches_the_record(page: Page, demo: str) -> None:
    """In an EXERCISE: act as the Northern duty officer, acknowledge, and see it on the board."""
    page.goto(f"{demo}/#whole-loop/delivery?as=north-duty")
    waiting = page.get_by_role("button", name=re.compile("^Acknowledge")).first
    waiting.click()
    page.locator("form button[type=submit]").first.click()
    expect(page.get_by_text("acknowledged, not read back").first).to_be_visible()


def test_what_south_files_north_never_sees(page: Page, demo: str) -> None:
    """The other side's plan is in no byte that the page was sent for North."""
    sent: list[Request] = []
    page.on("requestfinished", lambda one: sent.append(one) if "picture" in one.url else None)
    page.goto(f"{demo}/#whole-loop/map?as=north-duty")
    expect(page.get_by_text("north-patrol-8").first).to_be_visible()
    answers = [answer.text() for one in sent if (answer := one.response())]
    north = [answer for answer in answers if '"post":"north-duty"' in answer.replace(" ", "")]
    assert north
    assert not any("south-range" in answer or "Mortar" in answer for answer in north)


def test_the_map_draws_without_a_network(page: Page, demo: str) -> None:
    """Land, water, zones and plans; every request went to this server."""
    asked: list[str] = []
    page.on("request", lambda sent: asked.append(sent.url))
    page.goto(f"{demo}/#whole-loop/map?as=clerk")
    page.wait_for_function("() => window.__mapIdle === true")
    drawn = page.evaluate("() => window.__mapDrawn()")
    assert drawn
    assert all(url.startswith((demo, "blob:", "data:")) for url in asked)
