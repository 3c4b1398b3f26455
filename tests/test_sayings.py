"""What people say of numbers and people."""

from __future__ import annotations

import pytest

from retrieval.sayings import plays, worded


@pytest.mark.parametrize(
    ("name", "unit", "less"),
    [("price", "", "cheaper"), ("x", "€", "cheaper"), ("runtime", "minutes", "shorter"), ("menge", "g", "lighter"),
     ("rating", "", "worse"), ("height", "", None)],
)  # fmt: skip
def test_comparatives(name: str, unit: str, less: str | None) -> None:
    assert next(iter(worded(name, unit).get("less", [])), None) == less


def test_words_for_it() -> None:
    assert worded("unit_price", "$")["words"] == ["unit price", "dollars", "bucks"]
    assert "人均" in worded("人均消费", "")["words"]
    assert (plays("cast"), plays("authors")) == (True, False)
