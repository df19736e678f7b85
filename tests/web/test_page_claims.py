"""The claims matrix: who holds what, as known at a moment."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

PARIS = '[data-claim="paris-meeting"]'


def test_the_page_opens_on_the_mechanism_that_the_server_names(page: Page, server: Any) -> None:
    """Nobody has to choose: Paris, on its claims."""
    page.goto(server.address)
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Talks on Israel and Syria, July 2025"
    )
    expect(page.get_by_role("tab", selected=True)).to_contain_text("Claims")


def test_the_toggle_turns_the_paris_row(page: Page, server: Any) -> None:
    """On 25 July the mediator asserts it; on 26 July one party confirms, and the page says so."""
    page.goto(server.address)
    page.get_by_role("button", name="25 July 2025").click()
    row = page.locator(PARIS)
    expect(row).to_contain_text("asserted by the mediator")
    expect(row).not_to_contain_text("confirms")
    page.get_by_role("button", name="26 July 2025").click()
    expect(row).to_contain_text("confirmed by one party")
    expect(row).to_contain_text("through an unnamed official")
    expect(row).to_contain_text("changed; before: asserted by the mediator")
    expect(page.locator("#announcement")).to_contain_text("now confirmed by one party")
    expect(page.get_by_role("button", name="26 July 2025")).to_have_attribute(
        "aria-pressed", "true"
    )


def test_the_slider_is_moved_by_keys(page: Page, server: Any) -> None:
    """From the latest one stop back, without a mouse."""
    page.goto(server.address)
    slider = page.get_by_role("slider", name="As known at")
    slider.focus()
    page.keyboard.press("ArrowLeft")
    expect(slider).to_have_attribute("aria-valuetext", "26 July 2025")
    page.keyboard.press("ArrowLeft")
    expect(page.locator(PARIS)).to_contain_text("asserted by the mediator")
    assert server.asked[-1]["known_at"] == "2025-07-25"


def test_no_statement_known_is_said_and_reports_of_others_stand_apart(
    page: Page, server: Any
) -> None:
    """Israel said nothing that is known; a report of it being unconfirmed is the report's."""
    page.goto(server.address)
    cell = page.locator(PARIS).locator('td[data-column="Israel"]')
    expect(cell).to_contain_text("no statement known")
    expect(cell).to_contain_text("according to First report: unconfirmed")


def test_a_row_opens_on_its_statements_chains_and_origins(page: Page, server: Any) -> None:
    """The chain reads from its root; origins are counted with the decisions behind them."""
    page.goto(server.address)
    row = page.locator(PARIS).get_by_role("button")
    row.press("Enter")
    expect(row).to_have_attribute("aria-expanded", "true")
    details = page.locator("#details-paris-meeting")
    expect(details).to_contain_text("2 origins behind 2 statements")
    chains = details.get_by_role("list", name="Source chain").all()
    links = [chain.locator("li").all_inner_texts() for chain in chains]
    assert ["Syrian diplomatic source", "state TV", "Second report"] in links
    expect(details).to_contain_text("recorded decision: same origin?")


def test_an_unknown_link_of_a_chain_is_named_as_unknown(page: Page, server: Any) -> None:
    """The outlet's own sources are not known, and not filled in."""
    page.goto(server.address)
    page.locator('[data-claim="dermer-took-part"]').get_by_role("button").click()
    expect(page.locator("#details-dermer-took-part .unknown-link")).to_contain_text("(unknown)")


def test_everybody_gets_a_column_when_asked_for(page: Page, server: Any) -> None:
    """Parties and mediators come first; other speakers fold into one column or have their own."""
    page.goto(server.address)
    headers = page.locator(".matrix thead th")
    expect(headers.last).to_have_text("Other speakers")
    names = headers.all_inner_texts()
    assert [name.split("\n")[0] for name in names[1:3]] == ["Israel", "Syria"]
    page.get_by_label("columns for all").check()
    expect(headers.last).to_contain_text("Axios")


def test_names_in_other_scripts_have_their_language(page: Page, server: Any) -> None:
    """Arabic and Hebrew names stand as text with their language and direction."""
    page.goto(server.address)
    assert page.locator('bdi[lang="ar"]').first.inner_text() == "سوريا"
    assert page.locator('bdi[lang="he"]').first.inner_text() == "ישראל"
    direction = page.locator('bdi[lang="ar"]').first.evaluate(
        "(element) => getComputedStyle(element).direction"
    )
    assert direction == "rtl"
