"""A `chatbot serve` of its own, from its start to its end, talked to by HTTP. Knows the server from outside only."""

from __future__ import annotations

import contextlib
import json
import os
import re
import subprocess
import sys
import time
import urllib.request
from collections.abc import Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Self

from chatbot.settings import PREFIX, Settings

PATIENCE = 600.0  # seconds until a server that does not get ready is given up


class BenchError(Exception):
    """The measurement cannot be made; the message says why."""


class Server:
    """A `chatbot serve` of its own, from its start to its end. `ready` is after how many seconds it could answer."""

    def __init__(self, settings: Settings, command: Sequence[str] = (sys.executable, "-m", "chatbot", "serve")) -> None:
        self._settings = settings
        self._command = command
        self._session = ""

    def __enter__(self) -> Self:
        given = {PREFIX + f.name.upper(): str(getattr(self._settings, f.name)) for f in fields(Settings)}
        environment = {**os.environ, **given, "PYTHONUNBUFFERED": "1"}
        start = time.perf_counter()
        self._process = subprocess.Popen(self._command, env=environment, stdout=subprocess.PIPE, text=True)
        with contextlib.ExitStack() as unless_ready:
            unless_ready.callback(self.__exit__)
            self._address = self._said_address()
            while not json.loads(self._get("/healthz"))["ready"]:
                if time.perf_counter() - start > PATIENCE:
                    raise BenchError(f"the server was not ready after {PATIENCE:.0f} s. See: chatbot serve -v")
                time.sleep(0.05)
            unless_ready.pop_all()
        self.ready = round(time.perf_counter() - start, 2)
        return self

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        if self._process.stdout:
            self._process.stdout.close()
        try:
            self._process.wait(20)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def say(self, message: str) -> None:
        """Send a message and wait for the end of its answer. One that begins with "+" goes on in the conversation."""
        if not self._session or not message.startswith("+"):
            self._session = json.loads(self._get("/api/sessions", {}))["session"]
        answer = self._get(f"/api/sessions/{self._session}/messages", {"text": message.removeprefix("+").strip()})
        if "event: done" not in answer:
            raise BenchError(f"the answer to {message!r} broke off. Look at it with: chatbot ask -v {message!r}")

    @property
    def memory(self) -> int | None:
        """The most memory it ever had, in MB; what it has now where only that is told; None if nothing is told."""
        status = Path(f"/proc/{self._process.pid}/status")
        if status.is_file() and (most := re.search(r"VmHWM:\s+(\d+)", status.read_text())):
            return int(most[1]) // 1024
        asked = ["ps", "-o", "rss=", "-p", str(self._process.pid)]
        try:
            return int(subprocess.run(asked, capture_output=True, text=True, check=True).stdout) // 1024
        except (OSError, subprocess.CalledProcessError, ValueError):
            return None

    def _said_address(self) -> str:
        assert self._process.stdout
        for line in self._process.stdout:
            if found := re.search(r"http://\S+", line):
                return found[0]
        raise BenchError("the server did not start; the lines above say why.")

    def _get(self, path: str, body: Mapping[str, str] | None = None) -> str:
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self._address + path, data, {"Content-Type": "application/json"})
        try:
            with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=PATIENCE) as answer:
                return str(answer.read().decode())
        except OSError as error:
            raise BenchError(f"the server did not answer {path} ({error}). See: chatbot serve -v") from error
