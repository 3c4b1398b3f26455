"""A session that was begun on another edition of the catalogue goes on with the one that counts."""

from __future__ import annotations

from dataclasses import replace

from conftest import HashedWords, MemoryStore

from chatbot.bot import Bot
from chatbot.dialogue import Reaction
from chatbot.settling import held, settle
from retrieval.catalogue import Catalogue
from retrieval.retriever import Retriever


def without(catalogue: Catalogue, *ids: str, field: str = "") -> Catalogue:
    items = tuple(item for item in catalogue.items if item.id not in ids)
    items = tuple(replace(i, categories={k: v for k, v in i.categories.items() if k != field}) for i in items)
    return replace(catalogue, items=items, fields={k: f for k, f in catalogue.fields.items() if k != field})


def bot_on(catalogue: Catalogue) -> Bot:
    return Bot(Retriever(catalogue, HashedWords()), None, MemoryStore())


def test_the_same_edition_changes_nothing(games: Catalogue) -> None:
    bot = bot_on(games)
    session = bot.open()
    bot.ask("calm", session)
    before = (session.hits, session.chips, session.preferences)
    settle(session, games)
    assert (session.hits, session.chips, session.preferences) == before


def test_items_that_are_gone_leave_and_the_others_are_as_they_are_now(games: Catalogue) -> None:
    bot = bot_on(games)
    session = bot.open()
    bot.ask("calm", session)
    bot.react(session, Reaction(session.hits[0].item.id, "like"))
    gone, kept = session.hits[0].item.id, session.hits[1].item.id
    session.focus = gone
    newer = without(games, gone)
    newer = replace(newer, items=tuple(replace(i, text="Mended.") if i.id == kept else i for i in newer.items))
    with held(session, newer):
        pass
    first = session.hits[0].item
    assert (first.id, first.text) == (kept, "Mended.")
    assert gone not in {hit.item.id for then in session.past for hit in then.hits}
    assert (session.liked, session.focus, gone in session.reasons) == (set(), "", False)


def test_every_button_works_after_an_item_and_a_field_are_gone(games: Catalogue) -> None:
    """The wishes name the item that is gone, and the field."""
    session = bot_on(games).open()
    first = bot_on(games)
    for message in ("like Moon Harvest, calm, no ghosts", "something by Ada Lindqvist under 60 dollars"):
        first.ask(message, session)
    first.react(session, Reaction(session.hits[0].item.id, "like"))
    newer = bot_on(without(games, "moon-harvest", session.hits[0].item.id, field="maker"))
    assert any(wish.field == "maker" for wish in session.preferences.wishes)
    for message in ("cheaper", "why not Up?", "compare the first two", "the second one?", "more", "thanks"):
        newer.ask(message, session)
    assert "maker" not in {wish.field for wish in session.preferences.wishes}
    for wish in session.preferences.wishes:
        newer.edit(session, wish.key, "weaker")
    newer.why(session, session.hits[0].item.id)
    newer.react(session, Reaction(session.hits[0].item.id, "dislike"))
    for _ in range(len(session.past)):
        newer.undo(session)
    assert {hit.item.id for hit in session.hits} <= newer.retriever.catalogue.row_of.keys()


def test_an_older_bot_may_end_its_message_after_a_newer_one_was_used(games: Catalogue) -> None:
    """A message in flight is answered from the edition that it began with, and the next from the newer."""
    older, newer = bot_on(games), bot_on(without(games, "up", "moon-harvest"))
    session = older.open()
    older.ask("calm", session)
    events = older.reply(session, "funny, with birds")
    next(events)  # understood
    newer.ask("tense", session)
    rest = list(events)
    assert rest
    assert {h.item.id for h in newer.ask("funny", session).shown.hits} <= newer.retriever.catalogue.row_of.keys()


def test_a_conversation_from_the_log_wants_nothing_of_fields_that_are_gone(games: Catalogue) -> None:
    """The server was stopped, the catalogue changed, and the server started: a wish that nothing can meet would leave
    the visitor without items for ever."""
    store = MemoryStore()
    first = Bot(Retriever(games, HashedWords()), None, store)
    session = first.open("somebody")
    first.ask("something by Ada Lindqvist", session)
    assert any(wish.field == "maker" for wish in session.preferences.wishes)
    later = Bot(Retriever(without(games, field="maker"), HashedWords()), None, store)
    back = later.resume(session.id)
    assert back and not any(wish.field == "maker" for wish in back.preferences.wishes)
    assert later.ask("calm", back).shown.hits


def test_what_a_person_likes_of_another_catalogue_is_left_out(games: Catalogue) -> None:
    store = MemoryStore()
    first = Bot(Retriever(games, HashedWords()), None, store)
    first.ask("I always love games by Ada Lindqvist", first.open("somebody"))
    assert any(wish.field == "maker" for wish in first.open("somebody").preferences.wishes)
    later = Bot(Retriever(without(games, field="maker"), HashedWords()), None, store)
    assert not any(wish.field == "maker" for wish in later.open("somebody").preferences.wishes)
