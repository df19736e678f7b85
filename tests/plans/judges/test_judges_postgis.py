"""PostGIS geography (ST_DWithin on the spheroid) against the engines, within its error.

8,000 pairs: half random, half constructed (gaps of -1, -0.3, +0.3 and +1 m), all with geodesic
edges. PostGIS takes edges as great circles and measures on the spheroid between the points nearest
on the sphere. So within limit - error it says "must conflict"; beyond (limit + error) * N / M it
says "must not" (sphere_margins.py); between the two it has no say. The error is how far the edges
stray and ROUNDING_M: PostGIS 3.3 calls areas 2 cm apart touching, and finds places near the poles
by an arc sine, good to a hundred-millionth of a radian (7 cm). So the least separation is 0.5 m.
Left out are areas that lie beside one another along whole edges: of such, 0.8 and 1.5 m apart,
PostGIS 3.3 often says that they touch, against the construction, brute force and S2.

Needs Debian's postgresql-15 and postgresql-15-postgis-3; skipped by name where they are missing.
A private cluster is made in a temporary folder, on a Unix socket only.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest
from brute_judge import lines_of
from judged_engines import compiled, reference
from sphere_margins import drawn, radii_m, stray_m

from detente.plans.meetings import TOUCHING_M
from detente.terms.where import Area, Disc

COUNT = 800
SEPARATIONS_M = (0.5, 30.0, 500.0, 9_260.0, 50_000.0)
GAPS_MM = (-1_000.0, -300.0, 300.0, 1_000.0)
ROUNDING_M = 0.2
BIN = Path("/usr/lib/postgresql/15/bin")
EXTENSION = Path("/usr/share/postgresql/15/extension/postgis.control")

pytestmark = pytest.mark.skipif(
    not (BIN / "postgres").exists() or not EXTENSION.exists(),
    reason="PostGIS is not installed (postgresql-15, postgresql-15-postgis-3)",
)


@pytest.fixture(scope="module")
def ask():
    """Runs SQL in a cluster of its own, with lines on standard input for COPY."""
    root = Path(tempfile.mkdtemp(prefix="judge-"))  # short: a socket's path has 107 bytes at most
    who = {}
    if os.geteuid() == 0:  # PostgreSQL refuses to run as root
        shutil.chown(root, "postgres", "postgres")
        who = {"user": "postgres", "group": "postgres", "extra_groups": []}
    options = f"-k {root} -c listen_addresses= -c fsync=off"

    def run(*command, text=None):
        done = subprocess.run(
            [str(BIN / command[0]), *command[1:]],
            input=text,
            capture_output=True,
            text=True,
            check=False,
            cwd=root,
            **who,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def sql(query, text=None):
        return run("psql", "-qAtX", "-v", "ON_ERROR_STOP=1", "-h", str(root), "-U", "judge",
                   "-d", "postgres", "-c", query, text=text)  # fmt: skip

    data, log = str(root / "data"), str(root / "log")
    try:
        run("initdb", "-D", data, "-U", "judge", "-A", "trust", "-N", "--no-locale", "-E", "UTF8")
        run("pg_ctl", "-D", data, "-l", log, "-w", "-o", options, "start")
        try:
            sql("create extension postgis")
            yield sql
        finally:
            run("pg_ctl", "-D", data, "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(root)


def _text(footprint):
    """A skeleton as EWKT."""
    lines = lines_of(footprint)[0]
    rings = ["(" + ",".join(f"{lon!r} {lat!r}" for lon, lat in line) + ")" for line in lines]
    if isinstance(footprint, Disc):
        return "SRID=4326;POINT({!r} {!r})".format(*footprint.centre)
    if isinstance(footprint, Area):
        return "SRID=4326;POLYGON(" + ",".join(rings) + ")"
    return "SRID=4326;LINESTRING" + rings[0]


def _limits(a, b, horizontal_m):
    """Within the first it must be a conflict, beyond the second it must not."""
    limit = lines_of(a)[2] + lines_of(b)[2] + horizontal_m + TOUCHING_M
    error = stray_m(a) + stray_m(b) + ROUNDING_M
    least, most = radii_m(a, b, limit)
    return limit - error, (limit + error) * most / least


def _said(ask, pairs, horizontal_m):
    """Must conflict (True), must not (False), no say (None): by PostGIS."""
    rows = []
    for at, (a, b) in enumerate(pairs):
        low, high = _limits(a, b, horizontal_m)
        rows.append(f"{at}\t{_text(a)}\t{_text(b)}\t{low!r}\t{high!r}\n")
    ask("create table pair (at int, a geography, b geography, low float8, high float8)")
    ask("copy pair from stdin", "".join(rows))
    out = ask(
        "select low >= 0 and st_dwithin(a, b, greatest(low, 0), true),"
        " st_dwithin(a, b, high, true) from pair order by at"
    )
    ask("drop table pair")
    words = {"t|t": True, "f|t": None, "f|f": False}
    return [words[line] for line in out.splitlines()]


@pytest.mark.parametrize("horizontal_m", SEPARATIONS_M)
def test_postgis_agrees_within_its_error(ask, horizontal_m):
    """1,600 pairs a separation: what PostGIS can tell, the engines say too."""
    pairs = drawn(6, COUNT, horizontal_m, GAPS_MM, without="beside")
    said = _said(ask, pairs, horizontal_m)
    answers = compiled(pairs, horizontal_m)
    told = [at for at, one in enumerate(said) if one is not None]
    assert [at for at in told if said[at] is not answers.meet[at]] == []
    assert len(told) >= 0.5 * len(pairs)
    assert min(said.count(True), said.count(False)) >= 100
    for at in told[::16]:
        assert said[at] is (reference(*pairs[at], horizontal_m) is not None)
