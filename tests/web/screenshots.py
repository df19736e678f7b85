"""Takes the pictures of the README from the running demo: `make screenshots`."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

FLAGS = [
    "--no-sandbox",
    "--use-gl=angle",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
]
VIEWS = {
    "paris": "#paris-2025/claims?known_at=2025-07-26",
    "delivery": "#whole-loop/delivery?as=clerk&index=42",
    "map": "#whole-loop/map?as=clerk",
    "conflict": "#whole-loop/conflict?as=clerk&alert=95afc7de7e204219",
    "alerts": "#whole-loop/alerts?as=clerk",
    "agreements": "#golan-1974/agreements",
    "talks": "#paris-2025/talks?known_at=2025-07-26",
}


def main(target: Path) -> None:
    """Serve the demo, look at each view, keep its picture."""
    target.mkdir(parents=True, exist_ok=True)
    code = "from detente.cli import main; main()"
    scenarios = ["paris-2025", "whole-loop", "golan-1974"]
    command = [sys.executable, "-c", code, "demo", *scenarios, "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        address = next(
            found.group()
            for line in process.stdout
            if (found := re.search(r"http://[\d.]+:\d+", line))
        )
        with sync_playwright() as playwright:
            path = shutil.which("chromium")
            browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
            for name, view in VIEWS.items():
                page = browser.new_page(viewport={"width": 1280, "height": 800})
                page.goto(f"{address}/{view}")
                _settled(page, is_map=name == "map")
                page.screenshot(path=target / f"{name}.png")
                page.close()
            browser.close()
        process.terminate()
        process.stdout.read()


def _settled(page: Page, *, is_map: bool) -> None:
    page.wait_for_selector("[role=tabpanel]")
    if is_map:
        page.wait_for_function("() => window.__mapIdle === true")
    page.wait_for_timeout(1200)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
