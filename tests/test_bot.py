"""The one path of a message, and what a reaction, a removal and an undo do to a conversation."""

from __future__ import annotations

import json
import random
import threading
from collections.abc import Iterator
from dataclasses import replace

import pytest
from conftest import HashedWords, MemoryStore
from fakes import Answer, ScriptedLLM, running
from fakes import Asked as Call

from chatbot.bot import Bot
from chatbot.dialogue import REACTIONS, Done, Kind, Reaction, Session, Shown, Turn, Understood, Words
from chatbot.found import find_catalogue
from chatbot.llm import LLMTimeout, LLMUnavailable
from chatbot.preferences import Listener
from chatbot.reacting import ReactionError
from chatbot.spool import Spool
from retrieval.retriever import Retriever
from retrieval.wishes import ITEM, Preferences


@pytest.fixture
def store() -> MemoryStore:
    return MemoryStore()


@pytest.fixture
def bot(retriever: Retriever, store: MemoryStore) -> Bot:
    """Without an LLM."""
    return Bot(retriever, None, store)


def ids(shown: Shown | Session) -> list[str]:
    return [hit.item.id for hit in shown.hits]


def talk(bot: Bot, *messages: str) -> Session:
    session = bot.open()
    for message in messages:
        bot.ask(message, session)
    return session


def read(*notes: tuple[str, str], intent: str = "recommend") -> str:
    return json.dumps({"intent": intent, "notes": [list(note) for note in notes]})


def state(session: Session) -> dict[str, object]:
    """All of a conversation but its undo steps and what became of the LLM's wording."""
    return {
        "who": (session.id, session.person, session.language),
        "turns": session.turns,
        "wanted": session.preferences,
        "hits": [(h.item, h.score, dict(h.terms)) for h in session.hits],
        "reasons": {item: reason.text for item, reason in session.reasons.items()},
        "chips": session.chips,
        "sets": (session.shown, session.liked, session.reacted),
    }


def say_back(call: Call) -> str:
    """Reads nothing; words each pick by its text."""
    if call.schema is not None:
        return read()
    lines = (line.split(maxsplit=1) for line in call.last.splitlines())
    return "\n".join(f"{number} {text}" for number, text in lines)


# A message


def test_events_come_in_order(retriever: Retriever, store: MemoryStore) -> None:
    bot = Bot(retriever, ScriptedLLM([read(("tense", "want")), say_back, say_back]), store)
    events = list(bot.reply(bot.open(), "something tense"))
    kinds = [type(e) for e in events]
    assert (kinds[:2], kinds[-1], set(kinds[2:-1])) == ([Understood, Shown], Done, {Words})
    shown = events[1]
    assert isinstance(shown, Shown) and set(shown.reasons) == set(ids(shown)) and len(ids(shown)) == 4
    final = [e.reason.item_id for e in events if isinstance(e, Words) and e.final]
    assert final == ids(shown)
    done = events[-1]
    assert isinstance(done, Done) and set(done.ms) == {"understand", "search", "items", "first_word", "total"}


def test_one_call_to_read_and_one_for_every_two_new_items(retriever: Retriever, store: MemoryStore) -> None:
    llm = ScriptedLLM(rule=say_back)
    bot = Bot(retriever, llm, store)

    def picks(message: str) -> list[int]:
        """How many items each wording call of that message was about."""
        del llm.asked[:]
        bot.ask(message)
        reading, *wording = llm.asked
        assert reading.schema is not None and all(call.schema is None for call in wording)
        return [len(call.last.splitlines()) for call in wording]

    assert [picks(message) for message in ("tense", "calm", "funny", "calm")] == [[2, 2], [2, 1], [2], []]


def test_a_click_need_not_wait_until_the_llm_has_read(retriever: Retriever, store: MemoryStore) -> None:
    clicked: list[Shown] = []

    def read_slowly(asked: Call) -> str:
        if asked.schema and session.hits:  # the second message: a click comes while it is read
            clicker = threading.Thread(target=lambda: clicked.append(bot.react(session, Reaction("up", "dislike"))))
            clicker.start()
            clicker.join(5)
        return read(("calm", "want")) if asked.schema else ""

    bot = Bot(retriever, ScriptedLLM(rule=read_slowly), store)
    session = bot.open()
    session.shown.add("up")
    bot.ask("something calm", session)
    bot.ask("calm", session)
    assert len(clicked) == 1 and "up" in session.preferences.hidden


def test_an_llm_that_failed_to_word_is_not_asked_again_for_that_message(
    retriever: Retriever, store: MemoryStore
) -> None:
    llm = ScriptedLLM([read(("tense", "want")), LLMTimeout("too slow")])
    answer = Bot(retriever, llm, store).ask("something tense")
    assert (len(answer.shown.hits), len(llm.asked)) == (4, 2)
    assert {r.checked for r in answer.reasons.values()} == {"plain"}


def test_everything_shown_is_in_the_log_first(retriever: Retriever, store: MemoryStore) -> None:
    bot = Bot(retriever, ScriptedLLM(rule=say_back), store)
    session = bot.open()
    for event in bot.reply(session, "something tense"):
        if isinstance(event, Understood):
            assert store.kept[-2].body["preferences"]["wishes"][0]["value"] == "tense"
        if isinstance(event, Shown):
            assert [e["id"] for e in store.kept[-1].body["items"]] == ids(event)
            assert store.kept[-2].body["text"] == event.text
    assert [e.kind for e in store.kept] == ["session", "message", "change", "shown", "words", "words", "timing"]


def test_the_log_keeps_what_the_llm_was_asked_and_answered(retriever: Retriever, store: MemoryStore) -> None:
    answer = read(("tense", "want"))
    llm = ScriptedLLM([answer, say_back, say_back], name="tiny")
    shown = Bot(retriever, llm, store).ask("something tense").shown
    change, *words = (e.body for e in store.kept if e.kind in ("change", "words"))
    assert (change["answered"], change["read_by"], change["model"]) == (answer, "llm", "tiny")
    assert change["prompt"].startswith("understand.md@")
    assert all(body["prompt"].startswith("explain.md@") for body in words)
    assert [r["checked"] for body in words for r in body["reasons"]] == ["kept"] * 4
    assert [body["items"] for body in words] == [ids(shown)[:2], ids(shown)[2:]]
    assert [(body["asked"], body["answered"]) for body in words] == [
        (list(call.messages), say_back(call)) for call in llm.asked[1:]
    ]


def test_who_reads_may_change_between_two_messages(retriever: Retriever, store: MemoryStore) -> None:
    writer, small = (
        ScriptedLLM(rule=say_back, name="big"),
        ScriptedLLM(rule=lambda _: "recommend\ntense=want", name="tiny"),
    )
    turns: list[Listener | None] = [Listener(small, taught=True), None]
    bot = Bot(retriever, writer, store, reader=lambda: turns.pop(0))
    session = bot.open()
    for message in ("something tense", "something calm"):
        bot.ask(message, session)
    changes = [e.body for e in store.kept if e.kind == "change"]
    assert [(c["read_by"], c["model"], c["prompt"].split("@")[0]) for c in changes] == [
        ("small", "tiny", "read.md"),
        ("rules", "", "understand.md"),
    ]
    assert {e.body["model"] for e in store.kept if e.kind == "words"} == {"big"}
    assert len(small.asked) == 1


def test_without_an_llm_the_small_model_reads_and_the_reasons_are_plain(
    retriever: Retriever, store: MemoryStore
) -> None:
    small = Listener(ScriptedLLM(["recommend\ntense=want"]), taught=True)
    answer = Bot(retriever, None, store, reader=lambda: small).ask("something tense")
    assert answer.understood.update.read_by == "small"
    assert {r.checked for r in answer.reasons.values()} == {"plain"}


def test_without_an_llm_the_reasons_are_plain(bot: Bot) -> None:
    answer = bot.ask("calm games about birds")
    assert answer.shown.text == "4 games, 1 with all of it: calm, birds."
    assert {r.checked for r in answer.reasons.values()} == {"plain"}
    assert answer.reasons["bird-garden"].text == "Calm; about birds."
    assert answer.understood.update.read_by == "rules"


def test_an_llm_that_is_gone_stops_nothing(retriever: Retriever, store: MemoryStore) -> None:
    bot = Bot(retriever, ScriptedLLM(rule=lambda _: LLMUnavailable("not there")), store)
    answer = bot.ask("no horror")
    assert (answer.understood.update.note, len(answer.shown.hits)) == ("LLMUnavailable", 4)
    assert {r.checked for r in answer.reasons.values()} == {"plain"}
    assert next(e for e in store.kept if e.kind == "words").body["error"] == "LLMUnavailable: not there"


def test_another_language_is_answered_in_it_without_wording(retriever: Retriever, store: MemoryStore) -> None:
    llm = ScriptedLLM([read(("tense", "want"))])
    answer = Bot(retriever, llm, store).ask("想要紧张的")
    assert len(llm.asked) == 1 and answer.shown.text.startswith("为你找到 4 个")


@pytest.mark.parametrize("message", ["hello", "thanks!", "🎬", ""])
def test_small_talk_shows_nothing_new(bot: Bot, message: str) -> None:
    session = talk(bot, "calm")
    before = ids(session)
    assert ids(bot.ask(message, session).shown) == before
    assert session.preferences.wanted("mood") == ("calm",)


@pytest.mark.parametrize("message", ["recommend something", "surprise me", "what should I play?"])
def test_asking_for_anything_shows_something(bot: Bot, message: str) -> None:
    shown = bot.ask(message).shown
    assert len(shown.hits) == 4 and shown.text.startswith("4 games to start with.")


def test_what_the_llm_made_of_an_item_serves_the_next_visitor(retriever: Retriever, store: MemoryStore) -> None:
    llm = ScriptedLLM([read(("tense", "want")), say_back, say_back, read(("tense", "want"))])
    bot = Bot(retriever, llm, store)
    first, second = bot.ask("something tense"), bot.ask("something tense")
    assert {r.checked for r in first.reasons.values()} == {"kept"}
    assert (second.shown.reasons, len(llm.asked)) == (first.reasons, 4)


def test_closing_early_stops_the_llm_and_logs_what_was_shown(retriever: Retriever, store: MemoryStore) -> None:
    llm = ScriptedLLM([read(("calm", "want")), say_back])
    bot = Bot(retriever, llm, store)
    events: Iterator[object] = bot.reply(bot.open(), "something calm")
    for event in events:
        if isinstance(event, Words) and event.final:
            break
    events.close()  # type: ignore[attr-defined]
    assert llm.closed == 1
    assert [e.kind for e in store.kept][-1] == "words"
    assert len(store.kept[-1].body["reasons"]) == 1


def test_something_else_shows_nothing_twice_until_all_were_shown(bot: Bot) -> None:
    session = talk(bot, "recommend something")
    seen = [ids(session)]
    for _ in range(2):
        seen.append(ids(bot.ask("something else", session).shown))
    assert sorted(item for screen in seen for item in screen) == sorted(bot.retriever.catalogue.row_of)
    assert len(ids(bot.ask("something else", session).shown)) == 4


def test_refining_keeps_the_cards_that_fit(bot: Bot) -> None:
    session = talk(bot, "calm")
    fitting = [h.item.id for h in session.hits if "birds" in h.item.values("theme")]
    bot.ask("about birds", session)
    assert set(fitting) <= set(ids(session)) and ids(session)[0] == "bird-garden"


def test_a_question_is_answered_from_the_fields(bot: Bot) -> None:
    session = talk(bot, "calm")
    before = state(session)
    shown = bot.ask("who is the maker of Star Pirates?", session).shown
    assert shown.text == "Star Pirates: made by Bruno Okafor."
    assert {k: v for k, v in state(session).items() if k not in ("turns", "chips")} == {
        k: v for k, v in before.items() if k not in ("turns", "chips")
    }


def test_no_match_names_what_to_relax(bot: Bot) -> None:
    answer = bot.ask("only horror games for 10 players")
    assert answer.shown.hits == ()
    assert answer.shown.text.startswith("Nothing in the catalogue fits all of that: horror, players 10")
    assert [chip.drop for chip in answer.shown.chips] == ["limit:players", "want:kind=horror"]


# A store that fails


def test_a_full_disk_does_not_stop_the_chat(retriever: Retriever, store: MemoryStore) -> None:
    bot = Bot(retriever, None, spool := Spool(store, retry=0))
    session = bot.open()
    store.broken = "the disk is full"
    assert len(bot.ask("tense", session).shown.hits) == 4
    bot.react(session, Reaction(session.hits[0].item.id, "like"))
    assert len(store.kept) == 1 and spool.waiting > 0
    resumed = bot.resume(session.id)
    assert resumed is None, "the session event itself cannot be read now"
    store.broken = ""
    bot.ask("about birds", session)
    assert spool.waiting == 0
    again = bot.resume(session.id)
    assert again is not None and state(again) == state(session)


# Reactions


def test_like_keeps_the_card_where_it_is_and_ranks_the_others_anew(bot: Bot) -> None:
    session = talk(bot, "recommend something")
    liked = session.hits[1].item.id
    shown = bot.react(session, Reaction(liked, "like"))
    assert ids(shown)[1] == liked and len(set(ids(shown))) == 4
    assert session.liked == {liked} and session.preferences.wanted(ITEM) == (liked,)


@pytest.mark.parametrize("kind", ["dislike", "seen"])
def test_dislike_and_seen_take_the_card_away_for_good(bot: Bot, kind: Kind) -> None:
    session = talk(bot, "recommend something")
    gone = session.hits[0].item.id
    assert gone not in ids(bot.react(session, Reaction(gone, kind)))
    for _ in range(4):
        assert gone not in ids(bot.ask("something else", session).shown)


def test_dislike_avoids_what_is_like_it_and_seen_does_not(bot: Bot) -> None:
    disliked, seen = talk(bot, "calm"), talk(bot, "calm")
    item = disliked.hits[0].item.id
    bot.react(disliked, Reaction(item, "dislike"))
    bot.react(seen, Reaction(item, "seen"))
    assert [(w.polarity, w.value) for w in disliked.preferences.wishes] == [("want", "calm"), ("avoid", item)]
    assert [(w.polarity, w.value) for w in seen.preferences.wishes] == [("want", "calm")]
    assert disliked.preferences.hidden == seen.preferences.hidden == {item}


def test_a_like_taken_back_by_a_dislike(bot: Bot) -> None:
    session = talk(bot, "calm")
    item = session.hits[0].item.id
    bot.react(session, Reaction(item, "like"))
    bot.react(session, Reaction(item, "dislike"))
    assert (session.liked, item in ids(session)) == (set(), False)
    assert [w.polarity for w in session.preferences.wishes if w.field == ITEM] == ["avoid"]


def test_more_brings_similar_ones_in_the_place_of_the_others(bot: Bot) -> None:
    session = talk(bot, "racing")
    before = ids(session)
    assert "fjord-race-1999" in before
    shown = bot.react(session, Reaction("fjord-race-1999", "more"))
    assert set(ids(shown)) & set(before) == {"fjord-race-1999"}


def test_a_reaction_sent_twice_counts_once(bot: Bot, store: MemoryStore) -> None:
    session = talk(bot, "calm")
    reaction = Reaction(session.hits[0].item.id, "dislike")
    first = bot.react(session, reaction)
    written = len(store.kept)
    assert bot.react(session, reaction) == first
    assert len(store.kept) == written


def test_a_reaction_that_cannot_count(bot: Bot, store: MemoryStore) -> None:
    session = talk(bot, "racing")
    written = len(store.kept)
    with pytest.raises(ReactionError, match="'seven-samurai' was not shown in this conversation"):
        bot.react(session, Reaction("seven-samurai", "like"))
    with pytest.raises(ReactionError, match=r"no reaction is called 'love'\. There are: like, dislike, seen, more"):
        bot.react(session, replace(Reaction(session.hits[0].item.id, "like"), kind="love"))  # type: ignore[arg-type]
    assert len(store.kept) == written and session.past[1:] == []


def test_a_reaction_costs_no_call(retriever: Retriever, store: MemoryStore) -> None:
    llm = ScriptedLLM(rule=say_back)
    bot = Bot(retriever, llm, store)
    session = talk(bot, "recommend something")
    calls = len(llm.asked)
    for kind in REACTIONS:
        bot.react(session, Reaction(session.hits[0].item.id, kind))
    assert len(llm.asked) == calls


def test_a_liked_card_keeps_the_llms_words(retriever: Retriever, store: MemoryStore) -> None:
    bot = Bot(retriever, ScriptedLLM(rule=say_back), store)
    session = talk(bot, "calm")
    item = session.hits[0].item.id
    words = session.reasons[item]
    bot.react(session, Reaction(item, "like"))
    assert (words.checked, session.reasons[item]) == ("kept", words)


# Removal and undo


def test_removing_a_wish(bot: Bot, store: MemoryStore) -> None:
    session = talk(bot, "no horror, under 30 dollars")
    assert "hollow-house" not in ids(session)
    bot.edit(session, "limit:price", "remove")
    left = session.preferences
    assert ([wish.key for wish in left.wishes], left.limits) == (["avoid:kind=horror"], ())
    written = len(store.kept)
    before = state(session)
    bot.edit(session, "want:kind=none such", "remove")
    assert (state(session), len(store.kept)) == (before, written)


@pytest.mark.parametrize("what", ["message", "like", "dislike", "seen", "more", "remove", "small talk"])
def test_undo_restores_exactly(bot: Bot, what: str) -> None:
    session = talk(bot, "no horror")
    before = session.snapshot()
    if what in REACTIONS:
        bot.react(session, Reaction(session.hits[0].item.id, what))
    elif what == "remove":
        bot.edit(session, "avoid:kind=horror", "remove")
    else:
        bot.ask("about birds" if what == "message" else "hello", session)
    bot.undo(session)
    assert session.snapshot() == before


def test_undo_at_the_start_changes_nothing(bot: Bot, store: MemoryStore) -> None:
    session = bot.open()
    assert bot.undo(session) == Shown((), {}, "")
    assert (session.preferences, len(store.kept)) == (Preferences(), 1)


def test_undo_to_the_start(bot: Bot) -> None:
    session = talk(bot, "no horror", "about birds")
    bot.undo(session)
    bot.undo(session)
    assert (session.preferences, session.hits, session.past) == (Preferences(), (), [])


# Resuming


@pytest.mark.parametrize("worded", [False, True])
def test_a_resumed_conversation_equals_the_live_one(retriever: Retriever, store: MemoryStore, worded: bool) -> None:
    bot = Bot(retriever, ScriptedLLM(rule=say_back) if worded else None, store)
    session = talk(bot, "no horror, under 60 dollars, from 1990 on", "calm", "who made the first one?")
    bot.react(session, Reaction(session.hits[1].item.id, "like"))
    bot.react(session, Reaction(session.hits[0].item.id, "dislike"))
    bot.ask("something else", session)
    bot.react(session, Reaction(session.hits[0].item.id, "seen"))
    bot.edit(session, "limit:year", "remove")
    bot.ask("hello", session)
    bot.undo(session)
    bot.ask("没有了吗", session)
    again = bot.resume(session.id)
    assert again is not None and state(again) == state(session)


def test_a_conversation_that_never_was(bot: Bot) -> None:
    assert bot.resume("nobody") is None


def test_a_fresh_conversation_is_resumed(bot: Bot) -> None:
    session = bot.open("ann", language="zh")
    again = bot.resume(session.id)
    assert again is not None and state(again) == state(session)


# Many visitors


def test_two_conversations_share_nothing(bot: Bot, store: MemoryStore) -> None:
    one, other = bot.open(), bot.open()
    untouched = state(other)
    bot.ask("horror", one)
    bot.react(one, Reaction(one.hits[0].item.id, "like"))
    assert state(other) == untouched
    assert {e.kind for e in store.kept if e.session == other.id} == {"session"}
    with pytest.raises(ReactionError):
        bot.react(other, Reaction(one.hits[0].item.id, "like"))


def test_two_threads_on_one_conversation(retriever: Retriever, store: MemoryStore) -> None:
    bot = Bot(retriever, ScriptedLLM(rule=lambda call: Answer(say_back(call), pause=0.001)), store)
    session = bot.open()
    errors: list[BaseException] = []

    def work(message: str) -> None:
        try:
            for _ in range(3):
                bot.ask(message, session)
                bot.react(session, Reaction(sorted(session.shown)[0], "like"))
        except BaseException as error:  # noqa: BLE001
            errors.append(error)

    with running(*(threading.Thread(target=work, args=(message,)) for message in ("calm", "no horror"))):
        pass
    assert errors == []
    assert sorted(turn.said for turn in session.turns) == ["calm"] * 3 + ["no horror"] * 3
    logged = [e.body["turn"] for e in store.kept if e.kind == "message"]
    assert logged == list(range(6))
    again = bot.resume(session.id)
    assert again is not None and (again.turns, again.preferences, ids(again)) == (
        session.turns,
        session.preferences,
        ids(session),
    )


def test_a_turn_says_what_was_shown(bot: Bot) -> None:
    session = talk(bot, "tense")
    assert session.turns == [Turn("tense", "4 games for you: tense.", tuple(ids(session)))]


SAID = [
    "calm",
    "no horror",
    "about birds",
    "under 40 dollars",
    "for 4 players",
    "something else",
    "hello",
    "",
    "I loved Star Pirates",
    "I've played Ghost Train",
    "only horror for 10 players",
    "who is the maker of the first one?",
    "horror is fine",
    "more",
    "not the second one",
    "cheaper",
    "<b>\x00 \ud83c",
    "I hate Up",
]


@pytest.mark.parametrize("seed", range(4))
def test_whatever_is_done_the_log_tells_the_same_conversation(retriever: Retriever, seed: int) -> None:
    store = MemoryStore()
    bot = Bot(retriever, ScriptedLLM(rule=say_back) if seed % 2 else None, store)
    chance = random.Random(seed)
    session = bot.open()
    for _ in range(25):
        what = chance.choice(["say", "say", "react", "react", "remove", "undo"])
        if what == "say":
            bot.ask(chance.choice(SAID), session)
        elif what == "react" and session.shown:
            bot.react(session, Reaction(chance.choice(sorted(session.shown)), chance.choice(REACTIONS)))
        elif what == "remove" and session.preferences.wishes:
            bot.edit(session, chance.choice(session.preferences.wishes).key, "remove")
        elif what == "undo":
            bot.undo(session)
        again = bot.resume(session.id)
        assert again is not None and state(again) == state(session)
        shown = ids(session)
        assert len(shown) == len(set(shown)) <= 4 and set(session.reasons) == set(shown)


def test_surprise_me_shows_others(bot: Bot) -> None:
    session = bot.open()
    before = {hit.item.id for hit in bot.ask("something calm", session).shown.hits}
    after = bot.ask("surprise me", session).shown.hits
    assert after and not before & {hit.item.id for hit in after}


def test_who_leaves_a_question_open_is_not_asked_at_once_again(store: MemoryStore) -> None:
    films = Retriever(find_catalogue("movies"), HashedWords())
    bot = Bot(films, None, store)
    session = bot.open()
    first = bot.ask("something funny", session).shown
    assert first.text.endswith("?") and len(session.asked) == 1
    second = bot.ask("no preference", session).shown
    assert second.text == "All right, that stays open." and second.hits == first.hits
