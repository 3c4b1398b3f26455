"""A text goes in, what it says comes out, in the order of the texts."""

from __future__ import annotations

from chatbot.comments import Comment
from chatbot.feedback import Analyst, Opinion, SetAside, telling
from chatbot.polarity import clauses
from retrieval.catalogue import Catalogue


def test_what_one_text_says(games: Catalogue) -> None:
    said = Comment("7", "Great artwork, terrible rules! By Ada Lindqvist.", "Moon Harvest", "ann", 2.0, "2024-05-01")
    (one,) = Analyst(catalogue=games).read([said])
    assert isinstance(one, Opinion)
    body = one.json
    assert body.pop("sentiment") < 0
    assert 0.5 < body.pop("confidence") < 1
    assert body == {
        "id": "7", "language": "en", "intensity": 1.0, "by": "words",
        "about": [
            {"aspect": "design", "label": "design", "polarity": 0.67, "kind": "aspect", "quote": "Great artwork"},
            {"aspect": "rules", "label": "rules", "polarity": -0.8, "kind": "aspect", "quote": "terrible rules"},
        ],
        "items": ["moon-harvest"],
        "mentions": [{"field": "maker", "value": "Ada Lindqvist", "quote": "Ada Lindqvist"}],
        "quote": "terrible rules", "item": "Moon Harvest", "person": "ann", "rating": 2.0, "date": "2024-05-01",
    }  # fmt: skip


def test_texts_keep_their_order_and_languages_are_mixed() -> None:
    texts = ["好吃，推荐", "", "Delicious, I recommend it", "asdfgh qwerty", "价格贵"]
    read = Analyst().read([Comment(str(n), text) for n, text in enumerate(texts)])
    assert [one.language if isinstance(one, Opinion) else one.reason for one in read] == [
        "zh", "empty", "en", "gibberish", "zh",
    ]  # fmt: skip
    assert [one.comment.id for one in read] == ["0", "1", "2", "3", "4"]
    assert read[3].json == {"id": "3", "set_aside": "gibberish"}


def test_what_is_said_again_is_set_aside_with_what_it_repeats() -> None:
    text = "The kettle boils in a minute, and I would buy it again at once"
    analyst = Analyst()
    first, again = analyst.read([Comment("a", text)])[0], analyst.read([Comment("b", text)])[0]
    assert isinstance(first, Opinion)
    assert again == SetAside(Comment("b", text), "duplicate", "a")
    assert again.json == {"id": "b", "set_aside": "duplicate", "same": "a"}


def test_items_are_those_named_where_the_text_came_with_none(games: Catalogue) -> None:
    texts = ["I loved The Hollow House", "Lovely"]
    read = Analyst(catalogue=games).read([Comment("1", texts[0]), Comment("2", texts[1], "a thing nobody sells")])
    assert [one.items for one in read if isinstance(one, Opinion)] == [("hollow-house",), ()]
    (alone,) = Analyst().read([Comment("1", "Lovely", "kettle")])
    assert isinstance(alone, Opinion)
    assert alone.items == ("kettle",)


def test_the_clause_that_tells_the_direction() -> None:
    found = clauses("I read it. Wonderful writing, weak ending, dull cover.", "en")
    assert telling(found, 0.5) == "Wonderful writing"
    assert telling(found, -0.5) == "weak ending"
    assert telling(clauses("I read it.", "en"), 0.5) == ""
