"""How far an answer is that is under way: what its events brought so far. Knows events; no screens, no sessions."""

from __future__ import annotations

import queue
from dataclasses import dataclass, field

from chatbot.dialogue import Done, Streamed, Words

Events = queue.SimpleQueue[Streamed | None]  # None comes last


@dataclass
class Progress:
    """`growing` are the unfinished reasons by item id; `done`: it came to its end; `over`: nothing more comes."""

    growing: dict[str, str] = field(default_factory=dict)
    done: bool = False
    over: bool = False

    def take(self, events: Events) -> None:
        """Wait for one event, and take all that are there."""
        self._add(events.get())
        while not self.over:
            try:
                self._add(events.get_nowait())
            except queue.Empty:
                return

    def _add(self, event: Streamed | None) -> None:
        match event:
            case None:
                self.over = True
            case Words(reason, True):
                self.growing.pop(reason.item_id, None)
            case Words(reason, False):
                self.growing[reason.item_id] = reason.text
            case Done():
                self.done = True
