"""The built page: served by name, revalidated by ETag, nothing else of the disk."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from detente.http.pages import Pages


@pytest.fixture
def page(connect: Any, drill: Any, tmp_path: Path) -> Any:
    """A client of a server whose page lies beside a secret."""
    folder = tmp_path / "static"
    (folder / "map").mkdir(parents=True)
    (folder / "index.html").write_text("<!doctype html><title>page</title>", encoding="utf-8")
    (folder / "page.js").write_text("export const page = 1;", encoding="utf-8")
    (folder / "map" / "land.json").write_text("{}", encoding="utf-8")
    (tmp_path / "secret.key").write_text("secret", encoding="utf-8")
    (folder / "link.key").symlink_to(tmp_path / "secret.key")
    return connect(drill, static=folder)


@pytest.mark.parametrize(
    ("path", "media"),
    [
        ("/", "text/html; charset=utf-8"),
        ("/static/index.html", "text/html; charset=utf-8"),
        ("/static/page.js", "text/javascript; charset=utf-8"),
        ("/static/map/land.json", "application/json"),
    ],
)
def test_files_have_their_types_and_may_be_kept(page: Any, path: str, media: str) -> None:
    """A browser keeps them and asks each time whether they still hold."""
    answer = page.get(path)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == media
    assert answer.headers["cache-control"] == "no-cache"
    again = page.get(path, headers={"If-None-Match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    other = page.get(path, headers={"If-None-Match": '"else", W/' + answer.headers["etag"]})
    assert other.status_code == 304


def test_a_rebuilt_file_has_another_etag(page: Any, tmp_path: Path) -> None:
    """File names are fixed: the ETag alone tells versions apart."""
    before = page.get("/static/page.js").headers["etag"]
    (tmp_path / "static" / "page.js").write_text("export const page = 22;", encoding="utf-8")
    answer = page.get("/static/page.js", headers={"If-None-Match": before})
    assert answer.status_code == 200
    assert answer.headers["etag"] != before


@pytest.mark.parametrize(
    "name",
    [
        "../secret.key",
        "..%2fsecret.key",
        "%2e%2e/secret.key",
        "map/../../secret.key",
        "..%5csecret.key",
        "/etc/passwd",
        "%2fetc%2fpasswd",
        "link.key",
        "page.js%00.html",
        "page.js/",
        "PAGE.JS",
        "map",
        "",
    ],
)
def test_nothing_else_of_the_disk_is_served(page: Any, name: str) -> None:
    """A name is looked up in a list, never joined to a path; links that lead out are not in it."""
    answer = page.get(f"http://localhost/static/{name}")
    assert answer.status_code == 404
    assert "secret" not in answer.text


def test_without_a_built_page_it_says_so(connect: Any, drill: Any, tmp_path: Path) -> None:
    """A source tree without assets runs; its front door explains and leads to the API."""
    client = connect(drill, static=tmp_path / "missing")
    answer = client.get("/")
    assert answer.status_code == 200
    assert "/api/docs" in answer.text
    assert client.get("/static/page.js").status_code == 404


def test_a_file_that_went_away_is_not_found(page: Any, tmp_path: Path) -> None:
    """Taken away under a running server: 404, not a fault."""
    (tmp_path / "static" / "page.js").unlink()
    assert page.get("/static/page.js").status_code == 404


def test_no_folder_means_no_files() -> None:
    """None and a missing folder are the same."""
    assert Pages.of(None).files == {}
