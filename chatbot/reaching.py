"""What of a catalogue can be reached, worked out aside while a server runs. Knows retrievers and threads; no page."""

from __future__ import annotations

import threading

from retrieval.reach import Reach, reach
from retrieval.retriever import Retriever


class Reaching:
    """What of a catalogue can be reached, worked out in a thread, once for each edition."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._of: Retriever | None = None
        self._found: Reach | None = None
        self._worker: threading.Thread | None = None
        self._closed = False

    def of(self, retriever: Retriever) -> Reach | None:
        """What was found; None while it is being worked out."""
        with self._lock:
            if self._of is not retriever and not self._closed:
                self._of, self._found = retriever, None
                self._worker = threading.Thread(target=self._work, args=(retriever,), name="reach", daemon=True)
                self._worker.start()
            return self._found

    def close(self) -> None:
        """End the work: a thread that still searches when the program ends would break its end."""
        with self._lock:
            self._closed, worker = True, self._worker
        if worker:
            worker.join()

    def _work(self, retriever: Retriever) -> None:
        found = reach(retriever, going=lambda: not self._closed and self._of is retriever)
        with self._lock:
            if self._of is retriever:
                self._found = found
