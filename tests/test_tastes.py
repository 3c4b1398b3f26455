"""What each person likes follows what they do, and the log gives it back exactly."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import MemoryStore

from chatbot.bot import Bot
from chatbot.dialogue import Event, Reaction, Session, Update
from chatbot.reactions import FILE, usual
from chatbot.tastes import MET, Tastes, after, met_event, mets_of, recalled
from chatbot.tones import sentiment
from retrieval.met import Interest, Met
from retrieval.retriever import Retriever
from retrieval.terms import INTEREST
from retrieval.wishes import ITEM, Receipt, Wish


@pytest.fixture
def store() -> MemoryStore:
    return MemoryStore()


@pytest.fixture
def bot(retriever: Retriever, store: MemoryStore) -> Bot:
    return Bot(retriever, None, store, tastes=Tastes(store), mood=sentiment)


def reacted(kind: str, **more: object) -> Event:
    return Event("s", "reaction", {"item_id": "up", "kind": kind, **more}, at=5.0)


@pytest.mark.parametrize(
    ("event", "met"),
    [
        (reacted("like"), Met("up", 1.0, 1.0, 1.0, 5.0)),
        (reacted("seen"), Met("up", None, 0.5, 0.5, 5.0)),
        (reacted("rated", value=2), Met("up", 0.0, 0.25, 1.0, 5.0)),
        (reacted("spent", value=30), Met("up", 0.7, 0.5, 0.25, 5.0)),
        (reacted("spent", value=900), Met("up", 0.7, 0.5, 0.5, 5.0)),
        (reacted("comment", sentiment=0.5), Met("up", 1.0, 0.7, 0.35, 5.0)),
        (reacted("comment", sentiment=-1.0), Met("up", 0.0, -0.2, 0.7, 5.0)),
    ],
)
def test_an_event_says_what_the_table_says(event: Event, met: Met) -> None:
    assert mets_of(event, usual()) == [met]


def test_other_events_say_nothing() -> None:
    assert mets_of(Event("s", "message", {"text": "x"}), usual()) == []
    assert mets_of(reacted("comment", sentiment=0.0), usual()) == []
    assert mets_of(reacted("danced"), usual()) == []
    assert mets_of(Event("s", "comment", {"text": "of an older log", "item_id": "up"}), usual()) == []


def test_a_message_says_what_is_named_taken_refused_and_passed_over(retriever: Retriever) -> None:
    session = Session()
    session.hits = tuple(retriever.search(session.preferences, 3))
    first, second, third = (h.item.id for h in session.hits)
    session.liked = {second}
    wish = Wish("avoid", ITEM, first, "like", first, Receipt(0, "", "message"))
    event = met_event(session, 0, Update("more", wishes=(wish,), seen=("up",), accepted=("moon-harvest",)))
    assert event and event.kind == MET
    expected = [["accepted", "moon-harvest"], ["seen", "up"], ["rejected", first], ["ignored", third]]
    assert [one for one in event.body["met"] if one[1] not in ("moon-harvest", "up") or one[0] != "ignored"] == expected
    assert met_event(session, 0, Update("recommend")) is None


def test_a_reaction_changes_the_order_and_says_so(bot: Bot) -> None:
    session = bot.open()
    list(bot.reply(session, "something to play"))
    first = session.hits[0].item.id
    shown = bot.react(session, Reaction(first, "rated", 5))
    assert bot.tastes and [m.item for m in bot.tastes.of(session.person).met] == [first]
    fresh = [h for h in shown.hits if INTEREST in h.terms]
    assert fresh
    assert all(sum(h.terms.values()) == pytest.approx(h.score, abs=1e-5) for h in shown.hits)


def test_what_is_looked_at_stays_where_it_is_but_counts(bot: Bot) -> None:
    session = bot.open()
    list(bot.reply(session, "something to play"))
    before = [h.item.id for h in session.hits]
    for reaction in (Reaction(before[1], "opened"), Reaction(before[2], "spent", 45)):
        assert [h.item.id for h in bot.react(session, reaction).hits] == before
    assert bot.tastes and len(bot.tastes.of(session.person).met) == 2


def test_the_log_gives_the_state_back_exactly(bot: Bot, store: MemoryStore, retriever: Retriever) -> None:
    """All that counts, in two conversations at once, with an undo; then from the log alone, and after a restart."""
    one = bot.open()
    other = bot.open(one.person)
    list(bot.reply(one, "something calm with birds"))
    list(bot.reply(other, "something tense"))
    for session, kind, value, text in (
        (one, "like", None, ""), (other, "dislike", None, ""), (one, "rated", 4, ""), (other, "not-now", None, ""),
        (one, "comment", None, "A wonderful game, I loved it."), (other, "spent", 20, ""), (one, "more", None, ""),
    ):  # fmt: skip
        bot.react(session, Reaction(session.hits[-1].item.id, kind, value, text))  # type: ignore[arg-type]
    bot.undo(one)
    list(bot.reply(one, "something else"))
    bot.react(one, Reaction(one.hits[0].item.id, "seen"))
    assert bot.tastes
    live = bot.tastes.of(one.person)
    assert len(live.met) >= 5
    assert recalled(store, one.person, usual()) == live
    again = Tastes(store)
    assert again.of(one.person) == live
    assert (again.taste(one.person, retriever).pull() == bot.tastes.taste(one.person, retriever).pull()).all()


def test_undo_takes_a_reaction_back(bot: Bot) -> None:
    session = bot.open()
    list(bot.reply(session, "something to play"))
    assert bot.tastes
    before = bot.tastes.of(session.person)
    bot.react(session, Reaction(session.hits[0].item.id, "like"))
    bot.undo(session)
    assert bot.tastes.of(session.person) == before


def test_the_owners_table_counts_at_once(store: MemoryStore, tmp_path: Path) -> None:
    tastes = Tastes(store, home=tmp_path)
    assert tastes.hear("p", reacted("opened")).met[0].weight == 0.3
    (tmp_path / FILE).write_text("[opened]\nweight = 2.0\n", encoding="utf-8")
    assert tastes.hear("p", reacted("opened")).met[0].weight == 2.0
    tastes.forget("p")
    assert tastes.of("p") == Interest()


def test_undo_in_a_log_sets_what_it_went_back_to() -> None:
    event = Event("s", "edit", {"edit": "undo", "interest": Interest((Met("a", 1.0, 1.0),)).as_json()})
    assert after(Interest((Met("b", 0.0, 0.0),)), event, usual()).met == (Met("a", 1.0, 1.0),)


def test_somebody_new_leans_nowhere(bot: Bot, retriever: Retriever) -> None:
    assert bot.tastes and bot.tastes.leaning("nobody", retriever) is retriever


def test_a_table_that_cannot_be_read_leaves_the_last_one(
    store: MemoryStore, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    tastes = Tastes(store, home=tmp_path)
    (tmp_path / FILE).write_text("[like]\nliked = 7\n", encoding="utf-8")
    assert tastes.table == usual() and "reactions.toml" in caplog.text
    assert tastes.hear("ann", reacted("like")).met, "a visitor's click is no error"
