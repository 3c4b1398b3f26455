"""A server of its own that is talked to by HTTP, here a made-up one."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from chatbot.settings import Settings
from chatbot.started import BenchError, Server

SERVER = """
import json, os, sys, time
from http.server import BaseHTTPRequestHandler, HTTPServer

asked = []

class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        asked.append(self.path)
        self.answer(json.dumps({"ready": len(asked) > 3}))

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        with open(os.environ["CHATBOT_FOLDER"] + "/asked", "a") as file:
            file.write(self.path + " " + json.dumps(body) + "\\n")
        if self.path == "/api/sessions":
            asked.append(self.path)
            self.answer(json.dumps({"session": "s" + str(asked.count("/api/sessions"))}))
        else:
            self.answer("event: error" if "break" in body["text"] else "event: words\\n\\nevent: done")

    def answer(self, text):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *_): pass

server = HTTPServer(("127.0.0.1", 0), Handler)
print("Loading.\\nOpen http://127.0.0.1:" + str(server.server_port))
server.serve_forever()
"""


@pytest.fixture
def server(tmp_path: Path) -> Server:
    """A server that is ready when it is asked for the fourth time, and keeps what it was sent."""
    return Server(Settings(folder=str(tmp_path)), [sys.executable, "-c", SERVER])


def test_a_server_from_start_to_end(server: Server, tmp_path: Path) -> None:
    with server:
        for message in ("one", "+ two", "three"):
            server.say(message)
        assert 0 < server.ready < 60
        assert server.memory is None or 5 < server.memory < 500
    assert server._process.poll() is not None
    assert (tmp_path / "asked").read_text().splitlines() == [
        "/api/sessions {}",
        '/api/sessions/s1/messages {"text": "one"}',
        '/api/sessions/s1/messages {"text": "two"}',
        "/api/sessions {}",
        '/api/sessions/s2/messages {"text": "three"}',
    ]


def test_an_answer_that_breaks_off_is_an_error_and_ends_the_server(server: Server) -> None:
    with pytest.raises(BenchError, match="the answer to 'break' broke off"), server:
        server.say("break")
    assert server._process.poll() is not None


def test_a_server_that_does_not_start_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(BenchError, match="the server did not start"), Server(Settings(), [sys.executable, "-c", ""]):
        pass
