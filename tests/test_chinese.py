"""Which Chinese clauses say nothing of what is wanted."""

from __future__ import annotations

import pytest

from chatbot.chinese import aside


@pytest.mark.parametrize("clause", ["你还挺搞笑", "顺便看看周边有什么酒店", "最好给查下这个景点周边都有什么酒店"])
def test_what_is_said_aside(clause: str) -> None:
    assert aside(clause)


@pytest.mark.parametrize("clause", ["酒楼附近有哪些经济型酒店", "想找故宫周边的酒店", "再看看别的酒店"])
def test_what_is_asked_for(clause: str) -> None:
    assert not aside(clause)
