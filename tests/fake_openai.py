"""A scripted server of the OpenAI chat API on loopback, with the faults that real ones have."""

from __future__ import annotations

import json
import threading
import time
from collections import deque
from collections.abc import Collection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from fakes import Answer, Asked, Rule, words

Fault = str | tuple[int, dict[str, Any]]  # HANG, HANG_MIDWAY, CUT, BROKEN, EMPTY, or an HTTP status and its error
HANG, HANG_MIDWAY, CUT, BROKEN, EMPTY = "hang", "hang midway", "cut", "broken", "empty"


class FakeOpenAI(ThreadingHTTPServer):
    """Answers by `rule`. `faults` befall the next requests in turn; fields in `refuses` are answered with 400."""

    daemon_threads = True

    def __init__(self, rule: Rule, refuses: Collection[str] = ()) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.rule = rule
        self.refuses = refuses
        self.faults: deque[Fault] = deque()
        self.asked: list[dict[str, Any]] = []
        self.dropped = threading.Event()  # a client went away in the middle of an answer
        self.closing = threading.Event()
        self.url = f"http://127.0.0.1:{self.server_port}"

    def __enter__(self) -> FakeOpenAI:
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        return self

    def __exit__(self, *args: object) -> None:
        self.closing.set()
        self.shutdown()
        self.server_close()


class _Handler(BaseHTTPRequestHandler):
    server: FakeOpenAI

    def log_message(self, *args: object) -> None:
        pass

    def do_GET(self) -> None:
        self._json(200, {"object": "list", "data": [{"id": "fake-1", "object": "model"}, {"id": "fake-2"}]})

    def do_POST(self) -> None:
        request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked.append(request)
        fault = self.server.faults.popleft() if self.server.faults else ""
        if isinstance(fault, tuple):
            return self._json(fault[0], {"error": fault[1]})
        if fault == HANG:
            return self._hang()
        if any(field in request for field in self.server.refuses):
            return self._json(400, {"error": {"message": "Unexpected fields in the request", "code": None}})
        return self._stream(request, fault)

    def _stream(self, request: dict[str, Any], fault: str) -> None:
        form = request.get("response_format")
        schema = form and form["json_schema"]["schema"]
        answer = self.server.rule(Asked(tuple(request["messages"]), schema, request["max_tokens"], 0))
        if isinstance(answer, Exception):
            return self._json(400, {"error": {"message": str(answer)}})
        answer = answer if isinstance(answer, Answer) else Answer(answer)
        self._head(200, "text/event-stream")
        try:
            for number, piece in enumerate([] if fault == EMPTY else words(answer.text)[: request["max_tokens"]]):
                if number == 1 and fault in (CUT, HANG_MIDWAY, BROKEN):
                    return self._break(fault)
                time.sleep(answer.pause)
                self._event({"choices": [{"index": 0, "delta": {"content": piece}, "finish_reason": None}]})
            self._event({"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]})
            self.wfile.write(b"data: [DONE]\n\n")
        except OSError:
            self.server.dropped.set()
        return None

    def _break(self, fault: str) -> None:
        if fault == HANG_MIDWAY:
            self._hang()
        if fault == BROKEN:
            self.wfile.write(b'data: {"choices": [\n\n')

    def _hang(self) -> None:
        """Say nothing until the client leaves or the server ends."""
        self.connection.settimeout(0.01)
        while not self.server.closing.is_set():
            try:
                if not self.connection.recv(1):
                    return self.server.dropped.set()
            except TimeoutError:
                pass
        return None

    def _event(self, body: dict[str, Any]) -> None:
        self.wfile.write(
            b"data: " + json.dumps({"id": "x", "object": "chat.completion.chunk", **body}).encode() + b"\n\n"
        )

    def _json(self, status: int, body: dict[str, Any]) -> None:
        self._head(status, "application/json")
        self.wfile.write(json.dumps(body).encode())

    def _head(self, status: int, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Connection", "close")
        self.end_headers()
