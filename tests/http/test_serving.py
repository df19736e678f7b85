"""The server as a process: ready, reachable, and gone within seconds while somebody listens."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any

import pytest

SERVER = """
import sys
from detente.desk.scenarios import listed, load, replay
from detente.http import serve
from detente.record.stores.memory import MemoryStore

desk = replay(load(sys.argv[1]), MemoryStore()).desk
ready = lambda address: print(address, flush=True)
serve([desk], port=0, names=["liaison.example"], on_ready=ready)
print("closed", flush=True)
"""


@pytest.fixture(scope="module")
def server() -> Iterator[tuple[subprocess.Popen[str], int, str]]:
    """A running server: its process, its port, its mechanism."""
    from detente.desk.scenarios import listed

    scenario = listed()[0]
    process = subprocess.Popen(
        [sys.executable, "-c", SERVER, scenario],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    assert process.stdout is not None
    address = process.stdout.readline().strip()
    assert address.startswith("http://127.0.0.1:"), address
    yield process, int(address.rpartition(":")[2]), scenario
    if process.poll() is None:
        process.kill()
    process.stdout.close()
    process.wait(10)


def get(port: int, path: str, **headers: str) -> tuple[int, Any, bytes]:
    """Status, headers and body of one GET."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request("GET", path, headers=headers)
    answer = connection.getresponse()
    found = (answer.status, answer.headers, answer.read())
    connection.close()
    return found


def test_it_answers_when_it_says_that_it_is_ready(server: Any) -> None:
    """Under its own names, and under those it was given."""
    _, port, _ = server
    assert get(port, "/healthz")[0] == 200
    assert get(port, "/healthz", Host="liaison.example")[0] == 200
    assert get(port, "/healthz", Host="other.example")[0] == 421
    assert "uvicorn" not in str(get(port, "/healthz")[1]).lower()


def test_many_readers_at_once_get_the_same_picture(server: Any) -> None:
    """One desk, one caller at a time: nobody gets half of another's work."""
    from concurrent.futures import ThreadPoolExecutor

    _, port, _ = server
    path = f"/api/mechanisms/{mechanism(port)}/picture"
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: get(port, path), range(16)))
    assert {status for status, _, _ in answers} == {200}
    assert len({body for _, _, body in answers}) == 1


def mechanism(port: int) -> str:
    """The id of the mechanism that is served."""
    found: str = json.loads(get(port, "/api/mechanisms")[2])["mechanisms"][0]["id"]
    return found


def test_a_hundred_headers_are_a_problem_not_a_crash(server: Any) -> None:
    """431 from us; ten thousand are refused by the parser; it goes on afterwards."""
    _, port, _ = server
    many = {f"X-{number}": "1" for number in range(100)}
    assert get(port, "/healthz", **many)[0] == 431
    with socket.create_connection(("127.0.0.1", port), 10) as raw:
        raw.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n" + b"X: 1\r\n" * 10_000 + b"\r\n")
        assert raw.recv(12) in (b"HTTP/1.1 400", b"HTTP/1.1 431")
    assert get(port, "/healthz")[0] == 200


def test_an_endless_body_is_cut_off(server: Any) -> None:
    """413 while it is still coming, and the connection ends."""
    _, port, _ = server
    head = (
        f"POST /api/mechanisms/{mechanism(port)}/check HTTP/1.1\r\nHost: localhost\r\n"
        "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", port), 20) as raw:
        raw.sendall(head.encode())
        chunk = b"10000\r\n" + b" " * 65_536 + b"\r\n"
        try:
            for _ in range(2_000):
                raw.sendall(chunk)
        except OSError:
            pass  # it hung up, which is the point
        else:
            pytest.fail("130 MB were taken in")
    assert get(port, "/healthz")[0] == 200


def test_it_stops_while_somebody_listens(server: Any) -> None:
    """SIGINT ends the streams at once; nobody has to be cut off. Last: the server is gone then."""
    process, port, _ = server
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request("GET", f"/api/mechanisms/{mechanism(port)}/events")
    answer = connection.getresponse()
    assert answer.readline().startswith(b"retry:")
    began = time.monotonic()
    process.send_signal(signal.SIGINT)
    rest = answer.read()
    connection.close()
    assert b"event: entry" in rest
    process.wait(15)
    assert time.monotonic() - began < 5
    assert process.stdout is not None
    assert "closed" in process.stdout.read()
    assert process.returncode == 0
