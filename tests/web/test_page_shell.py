"""What holds on every view: EXERCISE, keys, narrow windows, names of controls, words, the map."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from detente.web import static_path

VIEWS = (
    "claims",
    "map",
    "alerts",
    "delivery",
    "timeline",
    "talks",
    "agreements",
    "incidents",
    "file",
)

NAMELESS = """() => [...document.querySelectorAll('button, input, select, textarea, summary')]
  .filter((element) => element.offsetParent !== null)
  .filter((element) => !(element.getAttribute('aria-label') || element.textContent.trim()
    || [...(element.labels || [])].some((label) => label.textContent.trim())
    || element.placeholder))
  .map((element) => element.outerHTML)"""


@pytest.mark.browser
@pytest.mark.parametrize("view", VIEWS)
def test_every_view_says_exercise_and_never_that_anything_may_go_ahead(
    view: str, page: Page, server: Any
) -> None:
    """The banner stays in the window; the forbidden words are nowhere; controls have names."""
    page.goto(f"{server.address}/#whole-loop/{view}")
    page.wait_for_selector(f"#tab-{view}[aria-selected=true]")
    page.mouse.wheel(0, 4000)
    expect(page.locator(".exercise")).to_be_in_viewport()
    words = page.locator("body").inner_text()
    assert not re.search(r"\b(approved?|cleared|safe(ly)?)\b", words, re.IGNORECASE)
    assert page.evaluate(NAMELESS) == []


@pytest.mark.browser
@pytest.mark.parametrize("view", VIEWS)
def test_every_view_fits_a_telephone(view: str, page: Page, server: Any) -> None:
    """At 390 x 844 nothing is wider than the window."""
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{server.address}/#whole-loop/{view}")
    page.wait_for_selector(f"#tab-{view}[aria-selected=true]")
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 390


@pytest.mark.browser
def test_tabs_are_moved_by_arrow_keys(page: Page, server: Any) -> None:
    """One tab stop for all tabs; arrows, Home and End move, and the view follows."""
    page.goto(f"{server.address}/#whole-loop/claims")
    page.locator("#tab-claims").focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#tab-map")).to_be_focused()
    page.keyboard.press("End")
    expect(page.locator("#tab-file")).to_have_attribute("aria-selected", "true")
    expect(page.get_by_role("tabpanel")).to_contain_text("Kind of entry")
    page.keyboard.press("Home")
    expect(page.locator("#tab-claims")).to_be_focused()


@pytest.mark.browser
def test_one_can_act_as_any_post(page: Page, server: Any) -> None:
    """Choosing a post asks for the picture as that post reads it, and keeps it in the address."""
    page.goto(f"{server.address}/#whole-loop/alerts")
    chooser = page.get_by_label("Acting as")
    expect(chooser.locator("option")).to_have_count(7)
    with page.expect_response(lambda response: "reader=south-duty" in response.url):
        chooser.select_option("south-duty")
    expect(page).to_have_url(re.compile("as=south-duty"))


@pytest.mark.browser
def test_exercise_is_printed(page: Page, server: Any) -> None:
    """On paper too, and controls are not."""
    page.goto(f"{server.address}/#whole-loop/alerts")
    page.wait_for_selector(".card")
    page.emulate_media(media="print")
    expect(page.locator(".exercise strong")).to_be_visible()
    expect(page.locator(".tabs")).to_be_hidden()


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_map_draws_without_a_network_what_the_list_names(
    scheme: str, page: Page, server: Any
) -> None:
    """Zones, plans, conflict, observations, incident; the same things beside it for keys."""
    foreign: list[str] = []
    page.on(
        "request",
        lambda request: (
            None
            if request.url.startswith((server.address, "blob:"))
            else foreign.append(request.url)
        ),
    )
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.goto(f"{server.address}/#whole-loop/map")
    page.wait_for_function("() => window.__mapIdle === true")
    drawn = set(page.evaluate("() => window.__mapDrawn()"))
    listed = {
        item.get_attribute("data-item") for item in page.locator(".map-list [data-item]").all()
    }
    assert drawn == listed
    assert {"plan:convoy-7", "zone:band/band-north", "observation:o-2", "incident:i-1"} <= drawn
    assert foreign == []


PLACES = {
    "France": ((1.0, 46.0), True),
    "the Mediterranean": ((18.0, 35.5), False),
    "the Black Sea": ((38.0, 43.5), False),
    "the Sea of Azov": ((36.5, 46.0), False),
    "the Caspian Sea": ((50.8, 41.5), False),
    "Anatolia": ((33.0, 39.5), True),
}


@pytest.mark.browser
def test_seas_are_water_and_land_is_land(page: Page, server: Any) -> None:
    """Rings across the antimeridian and holes in them are laid out rightly: no sea runs dry."""
    page.goto(f"{server.address}/#paris-2025/map")
    page.wait_for_function("() => window.__mapIdle === true")
    found = {
        name: page.evaluate("([lon, lat]) => window.__mapIsLand(lon, lat)", list(where))
        for name, (where, _) in PLACES.items()
    }
    assert found == {name: land for name, (_, land) in PLACES.items()}


@pytest.mark.browser
def test_an_item_is_chosen_on_the_map_by_keys(page: Page, server: Any) -> None:
    """Enter in the list shows what is known of it and moves the map there."""
    page.goto(f"{server.address}/#whole-loop/map")
    page.wait_for_function("() => window.__mapIdle === true")
    item = page.locator('[data-item="plan:range-2"]')
    item.press("Enter")
    expect(item).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".item-lines")).to_contain_text("0 to 4000 m amsl")
    expect(page.locator('[data-item="zone:draft-2/buffer"]')).to_contain_text("would be")


def _static() -> Path:
    folder = static_path()
    assert folder is not None
    return folder


def test_the_built_page_is_whole_and_names_no_other_host() -> None:
    """Every file that the entry file asks for is there, and none from elsewhere."""
    html = (_static() / "index.html").read_text("utf-8")
    asked = re.findall(r'(?:src|href)="([^"]+)"', html)
    assert asked
    for name in asked:
        assert name.startswith("./static/")
        assert (_static() / name.removeprefix("./static/")).is_file()


def test_the_entry_file_fits_the_strict_policy() -> None:
    """No script and no style stands in the page itself."""
    html = (_static() / "index.html").read_text("utf-8")
    assert not re.search(r"<style|style=|<script(?![^>]*src=)|\son\w+=", html)


def test_licences_of_what_is_shipped_stand_beside_it() -> None:
    """The bundled libraries' terms travel with them."""
    text = (_static() / "licences.txt").read_text("utf-8")
    for name in ("maplibre-gl", "preact", "topojson-client", "world-atlas"):
        assert re.search(rf"^{name} \d", text, re.MULTILINE)
