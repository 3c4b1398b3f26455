"""Something that may change while the server runs: looked for at each use, opened in a thread, taken when it is ready.

Knows threads; not what it is that changes.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class Following(Generic[T]):
    """What `opening` made last. `current` looks at `stamp`; where that has changed, `opening` runs in a thread of its
    own while the old thing goes on serving. Where it raises one of `expected`, `failed` hears it and nothing changes.

    The first is opened at once, unless it is given with the stamp that was there before it was opened: what has changed
    since is not missed. Raises what `opening` raises.
    """

    def __init__(
        self,
        opening: Callable[[], T],
        *,
        stamp: Callable[[], object],
        expected: tuple[type[Exception], ...],
        failed: Callable[[Exception], None],
        first: tuple[T, object] | None = None,
    ) -> None:
        self._opening, self._stamp, self._expected, self._failed = opening, stamp, expected, failed
        self._lock = threading.Lock()
        self._busy = False
        self._seen = first[1] if first else stamp()
        self._now = first[0] if first else opening()

    def current(self) -> T:
        """What counts now."""
        with self._lock:
            if not self._busy and self._stamp() != self._seen:
                self._busy = True
                threading.Thread(target=self._follow, name="following", daemon=True).start()
            return self._now

    def put(self, thing: T) -> None:
        """What counts until `opening`, which calls this, is done."""
        self._now = thing

    def _follow(self) -> None:
        try:
            self._seen = self._stamp()
            self._now = self._opening()
        except self._expected as error:
            self._failed(error)
        finally:
            self._busy = False
