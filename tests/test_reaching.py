"""What can be reached is worked out aside, once for each edition."""

from __future__ import annotations

from serving import wait_for

from chatbot.reaching import Reaching
from retrieval.retriever import Retriever


def test_it_is_worked_out_once_and_not_after_the_end(retriever: Retriever) -> None:
    reaching = Reaching()
    wait_for(lambda: reaching.of(retriever) is not None, 20)
    found = reaching.of(retriever)
    assert found is not None and found.tried == 12 and reaching.of(retriever) is found
    reaching.close()
    assert reaching.of(retriever) is found
    ended = Reaching()
    ended.close()
    assert ended.of(retriever) is None
