"""A PostgreSQL cluster of our own: in a temporary folder, on loopback, gone afterwards.

What this file knows: initdb, postgres, how to step down from root. What it must not know: any
table or query. No cluster of the machine is touched; the server has a password drawn for it.
"""

from __future__ import annotations

import contextlib
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from benchmarks.plans.peers.engine import MissingError

USER = "bench"
_PLACES = "/usr/lib/postgresql/*/bin"
_PATIENCE_S = 60


@contextlib.contextmanager
def running(settings: Mapping[str, str]) -> Iterator[str]:
    """A server with these settings; yields what psycopg connects with.

    The server is not held on the core of the client: each of the two has one to itself where
    there are two. MissingError says what to install.
    """
    programs = _programs()
    folder = Path(tempfile.mkdtemp(prefix="detente-bench-"))
    owner = _step_down(folder)
    try:
        password = secrets.token_hex(16)
        _make(programs, folder, password, owner)
        port = _free_port()
        options = {
            "port": str(port),
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": str(folder),
            **settings,
        }
        command = [str(programs / "postgres"), "-D", str(folder / "data")]
        for name, value in options.items():
            command += ["-c", f"{name}={value}"]
        with (folder / "log").open("wb") as log:
            server = subprocess.Popen(command, stdout=log, stderr=log, cwd=folder, **owner)
        try:
            os.sched_setaffinity(server.pid, range(os.cpu_count() or 1))
            target = f"host=127.0.0.1 port={port} user={USER} password={password} dbname=postgres"
            _wait(target, server, folder)
            yield target
        finally:
            server.send_signal(signal.SIGINT)
            server.wait(_PATIENCE_S)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _programs() -> Path:
    found = shutil.which("postgres")
    places = [Path(found).parent] if found else sorted(Path("/").glob(_PLACES.lstrip("/")))
    if not places:
        raise MissingError("PostgreSQL is not installed: apt-get install postgresql-15-postgis-3")
    return places[-1]


def _step_down(folder: Path) -> dict[str, Any]:
    """PostgreSQL refuses root: then the folder and the server belong to another user."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            who = pwd.getpwnam(name)
            os.chown(folder, who.pw_uid, who.pw_gid)
            return {"user": who.pw_uid, "group": who.pw_gid}
    raise MissingError("PostgreSQL refuses to run as root, and there is no user to run it as")


def _make(programs: Path, folder: Path, password: str, owner: dict[str, Any]) -> None:
    secret = folder / "password"
    secret.write_text(password, encoding="ascii")
    secret.chmod(0o600)
    if owner:
        os.chown(secret, owner["user"], owner["group"])
    command = [str(programs / "initdb"), "-D", str(folder / "data"), "-U", USER]
    command += ["--auth=scram-sha-256", f"--pwfile={secret}", "-E", "UTF8", "--locale=C"]
    made = subprocess.run(command, capture_output=True, cwd=folder, check=False, **owner)
    secret.unlink()
    if made.returncode != 0:
        raise MissingError(f"initdb failed: {made.stderr.decode(errors='replace').strip()}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(target: str, server: subprocess.Popen[bytes], folder: Path) -> None:
    import psycopg  # noqa: PLC0415 - peers are optional

    until = time.monotonic() + _PATIENCE_S
    while True:
        try:
            psycopg.connect(target).close()
        except psycopg.OperationalError as error:
            if server.poll() is not None or time.monotonic() > until:
                log = (folder / "log").read_text(encoding="utf-8", errors="replace")
                raise MissingError(f"PostgreSQL did not start: {log[-500:]}") from error
            time.sleep(0.1)
        else:
            return
