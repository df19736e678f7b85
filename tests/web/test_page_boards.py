"""Alerts, delivery, timeline, filing: what a post sees and what it can do."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser


def _open(page: Page, server: Any, view: str, post: str = "mission-desk") -> None:
    page.goto(f"{server.address}/#whole-loop/{view}?as={post}")
    page.wait_for_selector(f"#tab-{view}[aria-selected=true]")


def test_alerts_name_addressee_and_time_left(page: Page, server: Any) -> None:
    """What waits for whom, by when; overdue is said in words; flags wait for nobody."""
    _open(page, server, "alerts")
    wrong = page.locator('[data-alert="bb11bb22cc33dd55"]')
    expect(wrong).to_contain_text("for Mission desk")
    expect(wrong).to_contain_text("2 min left")
    expect(page.locator('[data-alert="cc11bb22cc33dd66"]')).to_contain_text("overdue by 5 min")
    expect(page.locator('[data-alert="cc11bb22cc33dd66"]')).to_contain_text("taken by Mediator's")
    expect(page.locator(".flags")).to_contain_text("15 min behind")
    expect(page.locator(".flags .countdown")).to_have_count(0)


def test_evidence_opens_and_hides_nothing(page: Page, server: Any) -> None:
    """Every value of the evidence is on the page, lists and nested objects too."""
    _open(page, server, "alerts")
    conflict = page.locator('[data-alert="aa11bb22cc33dd44"]')
    conflict.get_by_text("Evidence").click()
    for words in ("2.0 km", "10 Mar 2026 09:20 UTC", "range-2", "600 s", "charter"):
        expect(conflict.locator(".evidence")).to_contain_text(words)


def test_an_alert_is_taken_by_the_acting_post(page: Page, server: Any) -> None:
    """Take files `alert.take` as that post, with a time until which it is taken."""
    _open(page, server, "alerts")
    alert = page.locator('[data-alert="bb11bb22cc33dd55"]')
    alert.get_by_role("button", name="Take…").click()
    alert.get_by_role("button", name="Take", exact=True).click()
    expect(alert).to_contain_text("Filed as entry 7")
    assert server.filed == [
        {
            "as": "mission-desk",
            "kind": "alert.take",
            "audience": ["mission"],
            "body": {"alert": "bb11bb22cc33dd55", "until": "2026-03-10T09:15:00Z"},
        }
    ]


def test_a_proposed_step_is_a_form_and_files_nothing_by_itself(page: Page, server: Any) -> None:
    """The loop proposes an amended plan; the form holds the plan, one version on."""
    _open(page, server, "alerts", "north-duty")
    alert = page.locator('[data-alert="aa11bb22cc33dd44"]')
    alert.get_by_text("change the time, the height or the route").click()
    form = alert.get_by_role("form")
    expect(form.get_by_label("plan", exact=True)).to_have_value("convoy-7")
    expect(form.get_by_label("version")).to_have_value("3")
    assert server.filed == []


def test_the_exercise_clock_moves_on(page: Page, server: Any) -> None:
    """+1 min and +5 min count from the picture's now; what followed is shown."""
    _open(page, server, "alerts")
    page.get_by_role("button", name="+5 min").click()
    expect(page.locator(".record-facts")).to_contain_text("10 Mar 2026 08:50 UTC")
    expect(page.locator("#view")).to_contain_text("Nobody is left to try")
    assert server.ticks == ["2026-03-10T08:50:00Z"]


def test_the_board_shows_rungs_and_says_what_they_come_to(page: Page, server: Any) -> None:
    """One row for each recipient: not passed on, wrong place, unknown to them."""
    _open(page, server, "delivery")
    board = page.locator('.notification[data-notification="n-convoy-2"]')
    expect(board.locator('[data-recipient="north"]')).to_contain_text("not passed on")
    south = board.locator('[data-recipient="south"]')
    expect(south).to_contain_text("wrong place (9.0 km off)")
    expect(south.locator(".rungs .wrong")).to_contain_text("9.0 km off")
    expect(south).to_contain_text("by telephone")
    expect(south.locator(".escalations")).to_contain_text("next channel")
    silent = board.locator('[data-recipient="village"]')
    expect(silent).to_contain_text("unknown to them")
    expect(silent.locator(".rungs .reached")).to_have_count(1)


def test_a_void_version_is_struck_and_folded(page: Page, server: Any) -> None:
    """What was received of the version before is kept, folded, and does not count."""
    _open(page, server, "delivery")
    void = page.locator(".notification.void")
    expect(void).to_be_hidden()
    page.get_by_text("1 void version").click()
    expect(void.locator("h3 s")).to_be_visible()
    expect(void).to_contain_text("no longer counts")


def test_reading_back_files_what_was_read(page: Page, server: Any) -> None:
    """The recipient's post reads a position back; it is never prefilled."""
    _open(page, server, "delivery", "south-liaison")
    row = page.locator('[data-notification="n-convoy-2"] [data-recipient="south"]')
    row.get_by_role("button", name="Read back…").click()
    latitude = row.get_by_label("latitude as read back")
    expect(latitude).to_have_value("")
    latitude.fill("-54.4")
    row.get_by_label("longitude as read back").fill("15.2")
    row.get_by_role("button", name="Read back", exact=True).click()
    expect(row).to_contain_text("Filed as entry 7")
    filed = server.filed[0]
    assert filed["as"] == "south-liaison"
    assert filed["kind"] == "delivery"
    assert filed["body"]["rung"] == "read_back"
    assert filed["body"]["read"] == {"position": {"lon": 15.2, "lat": -54.4}}
    assert "by_telephone" not in filed["body"]


def test_the_sender_records_what_was_said_by_telephone(page: Page, server: Any) -> None:
    """For another's rung the sender files by telephone, and says who said it."""
    _open(page, server, "delivery", "mission-desk")
    row = page.locator('[data-notification="n-convoy-2"] [data-recipient="village"]')
    row.get_by_role("button", name="Acknowledge…").click()
    row.get_by_label("said by").fill("the head of the council")
    row.get_by_role("button", name="Acknowledge", exact=True).click()
    expect(row).to_contain_text("Filed as entry 7")
    assert server.filed[0]["body"]["by_telephone"] is True
    assert server.filed[0]["body"]["said_by"] == "the head of the council"


def test_a_third_party_has_no_say_in_a_delivery(page: Page, server: Any) -> None:
    """Who neither sent nor receives can record nothing on a ladder."""
    _open(page, server, "delivery", "mediator-desk")
    expect(page.locator(".ladder").first).to_be_visible()
    expect(page.locator(".ladder button")).to_have_count(0)


def test_a_refusal_shows_every_problem_and_loses_nothing(page: Page, server: Any) -> None:
    """Where, what and the next step, for all problems at once; what was typed stays."""
    _open(page, server, "file")
    page.get_by_label("title").fill("Patrol four")
    page.get_by_role("button", name="File as this post").click()
    problems = page.locator(".problems li")
    expect(problems).to_have_count(2)
    expect(problems.first).to_contain_text("$.body.plan is empty. Give a text.")
    expect(page.get_by_label("title")).to_have_value("Patrol four")
    expect(page.locator(".field.wrong")).to_have_count(2)
    assert server.filed == []


def test_json_that_cannot_be_read_is_not_sent(page: Page, server: Any) -> None:
    """A nested field that is not JSON is a problem like any other, before anything is sent."""
    _open(page, server, "file")
    page.get_by_label("volumes").fill("[{")
    page.get_by_label("notify").fill("nobody")
    page.get_by_role("button", name="File as this post").click()
    expect(page.locator(".problems li")).to_have_count(2)


def test_the_timeline_is_newest_first_and_keeps_what_was_corrected(
    page: Page, server: Any
) -> None:
    """Index, post, says; stated apart from filed; a corrected entry is struck, not gone."""
    _open(page, server, "timeline")
    rows = page.locator(".timeline tr[data-kind]")
    assert [row.get_attribute("id") for row in rows.all()][:2] == ["entry-6", "entry-5"]
    expect(page.locator("#entry-3")).to_contain_text("08:05")
    expect(page.locator("#entry-2 s")).to_be_visible()
    arabic = page.locator("#entry-6 .says span[dir=auto]")
    assert arabic.evaluate("(element) => getComputedStyle(element).direction") == "rtl"


def test_the_scrubber_stands_the_page_at_an_earlier_entry(page: Page, server: Any) -> None:
    """One entry back asks for that picture, says so in the header, and leads back."""
    _open(page, server, "timeline")
    page.get_by_role("button", name="One entry earlier").click()
    expect(page.locator("#entry-6")).to_have_count(0)
    expect(page.locator(".record-facts")).to_contain_text("first 6 of 7 entries")
    assert server.asked[-1]["index"] == "6"
    assert server.asked[-1]["now"] == "2026-03-10T08:33:00Z"  # the clock stands there too
    page.get_by_role("button", name="show all").click()
    expect(page.locator("#entry-6")).to_be_visible()


def test_a_new_entry_refreshes_the_picture(page: Page, server: Any) -> None:
    """The stream says that something was filed; the page asks for the picture again."""
    _open(page, server, "timeline")
    asked = len(server.asked)
    with page.expect_response(lambda response: "/picture" in response.url):
        server.bell.set()
    assert len(server.asked) > asked
