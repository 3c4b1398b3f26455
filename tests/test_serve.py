"""The server over HTTP: the REST path, its errors, its headers, and how it starts and stops."""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import subprocess
import sys
import textwrap
import threading
from collections.abc import Iterator
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import httpx
import pytest
from serving import bot_of, reader, serving, wait_for

from chatbot.bot import Bot
from chatbot.llm import LLMUnavailable
from chatbot.serve import listen, origins, serve
from chatbot.settings import SettingError, Settings
from retrieval.retriever import Retriever

SHOP = "https://shop.example"


@pytest.fixture(scope="module")
def base(retriever: Retriever, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(bot_of(retriever, tmp_path_factory.mktemp("log")), sites=SHOP) as address:
        yield address


@pytest.fixture
def client(base: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=base, trust_env=False) as client:
        yield client


def opened(client: httpx.Client) -> str:
    return str(client.post("/api/sessions").json()["session"])


def said(client: httpx.Client, session: str, text: str) -> list[tuple[str, Any]]:
    """The events of an answer as (name, data)."""
    answer = client.post(f"/api/sessions/{session}/messages", json={"text": text})
    assert answer.headers["content-type"].startswith("text/event-stream")
    blocks = [block.split("\n") for block in answer.text.strip().split("\n\n")]
    return [(name.removeprefix("event: "), json.loads(data.removeprefix("data: "))) for name, data in blocks]


def test_a_conversation(client: httpx.Client) -> None:
    greeted = client.post("/api/sessions", json={"language": "en"}).json()
    assert greeted.keys() == {"session", "person", "language", "greeting"}
    assert greeted["greeting"] == "What would you like to play?"
    session = greeted["session"]
    events = said(client, session, "something calm about space, nothing scary")
    names = [name for name, _ in events]
    assert names[:2] == ["preferences", "items"]
    assert set(names[2:-1]) == {"words"}
    assert names[-1] == "done"
    assert [w["text"] for w in events[0][1]["preferences"]] == ["calm", "space", "no scary"]
    first = events[1][1]["items"][0]
    assert (first["id"], first["title"], first["position"]) == ("moon-harvest", "Moon Harvest", 0)
    liked = client.post(f"/api/sessions/{session}/reactions", json={"item_id": first["id"], "kind": "like"}).json()
    assert liked["items"][0]["liked"]
    key = liked["preferences"][-1]["key"]
    assert key == "want:item=moon-harvest"
    removed = client.post(f"/api/sessions/{session}/wishes/remove", json={"key": key}).json()
    assert key not in [wish["key"] for wish in removed["preferences"]]
    undone = client.post(f"/api/sessions/{session}/undo").json()
    assert undone["preferences"] == liked["preferences"]
    state = client.get(f"/api/sessions/{session}").json()
    assert state["talk"][0]["said"] == "something calm about space, nothing scary"
    assert [item["id"] for item in state["items"]] == [item["id"] for item in undone["items"]]


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/api/sessions/SESSION/messages", b"{", 422),
        ("/api/sessions/SESSION/messages", b"[]", 422),
        ("/api/sessions/SESSION/messages", b"\xff\xfe", 422),
        ("/api/sessions/SESSION/messages", b"[" * 100_000, 422),
        ("/api/sessions/SESSION/messages", b'{"text": 9' + b"9" * 5000 + b"}", 422),
        ("/api/sessions/SESSION/messages", b'{"text": ""}', 422),
        ("/api/sessions/SESSION/messages", b'{"text": "  "}', 422),
        ("/api/sessions/SESSION/messages", b'{"text": ["x"]}', 422),
        ("/api/sessions/SESSION/messages", b"", 422),
        ("/api/sessions/SESSION/messages", json.dumps({"text": "x" * 20_001}).encode(), 413),
        ("/api/sessions/SESSION/messages", b'{"text": "' + b"x" * 200_000 + b'"}', 413),
        ("/api/sessions/" + "0" * 32 + "/messages", b'{"text": "calm"}', 404),
        ("/api/sessions/x/messages", b'{"text": "calm"}', 404),
        ("/api/sessions/SESSION/reactions", b'{"item_id": "moon-harvest", "kind": "like"}', 422),
        ("/api/sessions/SESSION/reactions", b'{"item_id": 7, "kind": "like"}', 422),
        ("/api/sessions/SESSION/wishes/remove", b"{}", 422),
        ("/api/sessions/SESSION/wishes/edit", b'{"key": "want:mood=calm", "edit": "louder"}', 422),
        ("/api/sessions/SESSION/wishes/loosen", b'{"field": "price", "high": "20"}', 422),
        ("/api/sessions/SESSION/why", b"{}", 422),
        ("/api/sessions/SESSION/nothing", b"{}", 404),
        ("/api/sessions", b'{"language": 1}', 422),
        ("/gradio_api/upload", b"x", 404),
        ("/gradio_api/run/load", b'{"data": []}', 404),
    ],
)  # fmt: skip
def test_each_error_is_a_sentence(client: httpx.Client, path: str, body: bytes, status: int) -> None:
    answer = client.post(path.replace("SESSION", opened(client)), content=body)
    assert answer.status_code == status
    assert answer.json().keys() == {"error"}
    assert re.match(r"[A-Z“\"].*[.!]", answer.json()["error"])


def test_an_answer_survives_half_a_surrogate_pair(client: httpx.Client) -> None:
    session = opened(client)
    answer = client.post(f"/api/sessions/{session}/messages", content=b'{"text": "calm \\ud83d"}')
    assert answer.text.endswith("\n\n") and "event: done" in answer.text
    assert client.get(f"/api/sessions/{session}").json()["talk"][0]["said"] == "calm ?"


def test_another_visitor_cannot_look_in(client: httpx.Client) -> None:
    mine, yours = opened(client), opened(client)
    said(client, mine, "calm")
    assert client.get(f"/api/sessions/{yours}").json()["talk"] == []


def test_a_second_message_is_told_to_wait(retriever: Retriever, tmp_path: Path) -> None:
    with (
        serving(bot_of(retriever, tmp_path, reader(pause=0.06))) as base,
        httpx.Client(base_url=base, trust_env=False) as client,
    ):
        session = opened(client)
        path = f"/api/sessions/{session}/messages"
        with client.stream("POST", path, json={"text": "calm"}) as first:
            assert next(first.iter_lines()) == "event: preferences"
            second = client.post(path, json={"text": "scary"})
            assert (second.status_code, second.json()) == (409, {"error": "Still answering your last message."})
            assert second.headers["retry-after"] == "5"
        wait_for(lambda: client.post(path, json={"text": "scary"}).status_code == 200, 10)  # leaving stopped the first


@pytest.mark.parametrize("path", ["/", "/healthz", "/config", "/chatbot/page.js", "/nowhere", "/api/sessions/x"])
def test_every_response_has_the_headers(client: httpx.Client, path: str) -> None:
    headers = client.get(path).headers
    policy = headers["content-security-policy"]
    script = next(part for part in policy.split("; ") if part.startswith("script-src"))
    assert re.fullmatch(r"script-src 'nonce-[\w-]{20,}' 'strict-dynamic'", script)
    assert f"frame-ancestors 'self' {SHOP}" in policy
    assert "unsafe-eval" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"


def test_each_script_of_the_page_has_this_responses_nonce(client: httpx.Client) -> None:
    answer = client.get("/")
    nonce = re.search(r"'nonce-([\w-]+)'", answer.headers["content-security-policy"])[1]  # type: ignore[index]
    tags = re.findall(r"<script[^>]*>", answer.text)
    assert len(tags) > 4
    assert all(f'nonce="{nonce}"' in tag for tag in tags)
    assert nonce not in client.get("/").text
    assert '"run_history":false' in answer.text.replace(" ", "")


@pytest.mark.parametrize(
    "path",
    ["/docs", "/openapi.json", "/gradio_api/file=/etc/passwd", "/gradio_api/runs", "/monitoring", "/gradio_api/upload",
     "/assets/../../pyproject.toml", "/static/%2e%2e/%2e%2e/x", "/gradio_api/deep_link", "/gradio_api/info", "/login"],
)  # fmt: skip
def test_what_the_page_does_not_need_is_not_there(client: httpx.Client, path: str) -> None:
    assert client.get(path).status_code == 404


def test_cors_is_for_the_sites_alone(client: httpx.Client) -> None:
    allowed = {
        origin: client.get("/", headers={"Origin": origin}).headers.get("access-control-allow-origin")
        for origin in (SHOP, "https://evil.example", "null")
    }
    assert allowed == {SHOP: SHOP, "https://evil.example": None, "null": None}
    asked = {"Origin": SHOP, "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type"}
    assert client.options("/api/sessions", headers=asked).status_code == 200


def test_health(client: httpx.Client) -> None:
    assert client.get("/healthz").json() == {"ready": True}


@pytest.mark.parametrize(
    "wrong", ["shop.example", "https://shop.example/path", "javascript:alert(1)", "*", "https://a b"]
)
def test_sites_are_origins(wrong: str) -> None:
    with pytest.raises(SettingError, match="Give origins"):
        origins(wrong)


def test_a_taken_port_is_a_sentence() -> None:
    with contextlib.closing(listen("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(SystemExit, match=rf"^Port {port} on 127.0.0.1 cannot be used .* --port {port + 1}\.$"):
            listen("127.0.0.1", port)


def test_a_wrong_host_is_a_sentence() -> None:
    with pytest.raises(SystemExit, match=r"Use --host 127\.0\.0\.1"):
        listen("no.such.host.invalid", 0)


def test_models_that_cannot_be_loaded_stop_the_server(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(settings: Settings, tell: object) -> Bot:
        raise LLMUnavailable("No model there. Give its path.")

    monkeypatch.setattr("chatbot.serve.assemble", fails)
    said_: list[str] = []
    with pytest.raises(SystemExit, match=r"^The server has stopped\. No model there\. Give its path\.$"):
        serve(Settings(port=0, catalogue="boardgames"), tell=said_.append)


def test_a_message_waits_for_the_models(retriever: Retriever, tmp_path: Path) -> None:
    loading: Future[Bot] = Future()
    bot = bot_of(retriever, tmp_path)
    with serving(bot, loading=loading) as base, httpx.Client(base_url=base, trust_env=False) as client:
        assert client.get("/healthz").json() == {"ready": False}
        threading.Timer(0.3, lambda: loading.set_result(bot)).start()
        assert said(client, opened(client), "calm")[-1][0] == "done"
        assert client.get("/healthz").json() == {"ready": True}


SCRIPT = textwrap.dedent("""
    import sys
    from pathlib import Path
    from chatbot.serve import serve
    from chatbot.settings import Settings
    from conftest import HashedWords, write_games
    from retrieval.catalogue import load
    from retrieval.retriever import Retriever
    from serving import bot_of
    folder = Path(sys.argv[1])
    bot = bot_of(Retriever(load(write_games(folder)), HashedWords()), folder)
    serve(Settings(port=0), bot, lambda line: print(line, flush=True))
    print("closed" if bot.store._closed else "open", flush=True)
""")


def test_a_signal_stops_it_and_closes_the_log(tmp_path: Path) -> None:
    """Two servers, which start at once: one is interrupted, the other terminated."""
    root = Path(__file__).parent.parent
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(root), str(root / "tests")])}
    with contextlib.ExitStack() as stack:
        processes: dict[signal.Signals, subprocess.Popen[str]] = {}
        for number in (signal.SIGINT, signal.SIGTERM):
            (folder := tmp_path / number.name).mkdir()
            command = [sys.executable, "-c", SCRIPT, str(folder)]
            processes[number] = stack.enter_context(
                subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
            )
        for number, process in processes.items():
            assert process.stdout is not None
            line = process.stdout.readline()
            assert (found := re.fullmatch(r"Open (http://127\.0\.0\.1:\d+)\n", line))
            assert httpx.get(f"{found[1]}/healthz", trust_env=False).json() == {"ready": True}
            process.send_signal(number)
            assert process.stdout.read() == "closed\n"
            assert process.wait(10) == 0
