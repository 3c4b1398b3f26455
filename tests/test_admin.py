"""The owner's page over HTTP: only for the password, only where it is set, and only from its own forms."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from serving import bot_of, serving, wait_for

from chatbot.bot import Bot
from chatbot.dialogue import Event, new_id
from chatbot.login import TRIES
from chatbot.settings import SettingError, Settings
from retrieval.retriever import Retriever

PASSWORD = "a password"
OTHER_SITE = {"origin": "https://evil.example"}


@pytest.fixture(scope="module")
def bot(retriever: Retriever, tmp_path_factory: pytest.TempPathFactory) -> Bot:
    return bot_of(retriever, tmp_path_factory.mktemp("log"))


@pytest.fixture(scope="module")
def base(bot: Bot) -> Iterator[str]:
    with serving(bot, admin_password=PASSWORD, sites="https://shop.example") as address:
        yield address


@pytest.fixture
def client(base: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=base, trust_env=False) as client:
        yield client


@pytest.fixture
def owner(client: httpx.Client) -> httpx.Client:
    assert client.post("/admin/login", data={"password": PASSWORD}).status_code == 303
    return client


@pytest.fixture(scope="module")
def talk(bot: Bot) -> str:
    """The id of a dialogue."""
    session = bot.open()
    bot.ask("something calm <b>about space</b>", session)
    return session.id


PATHS = ("/admin", "/admin/csv/days", f"/admin/dialogues/{'0' * 32}")


@pytest.mark.parametrize("path", PATHS)
def test_without_the_password_there_is_only_the_way_in(client: httpx.Client, talk: str, path: str) -> None:
    answer = client.get(path.replace("0" * 32, talk))
    assert answer.status_code == (200 if path == "/admin" else 403)
    assert 'type="password"' in answer.text and talk not in answer.text and "Most wanted" not in answer.text


@pytest.mark.parametrize("token", ["", "x", "null"])
def test_a_cookie_that_nobody_gave_opens_nothing(client: httpx.Client, token: str) -> None:
    assert 'type="password"' in client.get("/admin", headers={"cookie": f"owner={token}"}).text


def test_where_no_password_is_set_there_is_no_such_page(retriever: Retriever, tmp_path: Path) -> None:
    with serving(bot_of(retriever, tmp_path)) as address, httpx.Client(base_url=address, trust_env=False) as client:
        for path in (*PATHS, "/admin/owner.css"):
            assert client.get(path).status_code == 404
        assert client.post("/admin/login", data={"password": ""}).status_code == 404


def test_the_cookie_is_for_this_page_alone_and_no_script_can_read_it(client: httpx.Client) -> None:
    answer = client.post("/admin/login", data={"password": PASSWORD})
    cookie = answer.headers["set-cookie"].lower()
    assert answer.headers["location"] == "/admin"
    assert all(part in cookie for part in ("httponly", "samesite=strict", "path=/admin", "max-age="))
    assert "secure" not in cookie


def test_the_owner_sees_the_dialogues_and_reads_one(owner: httpx.Client, talk: str) -> None:
    page = owner.get("/admin", headers={"accept-language": "en"}).text
    assert "Most wanted" in page and "mood: calm" in page and f"/admin/dialogues/{talk}" in page
    read = owner.get(f"/admin/dialogues/{talk}").text
    assert "something calm &lt;b&gt;about space&lt;/b&gt;" in read and "Moon Harvest" in read


def test_the_page_may_run_nothing_and_nobody_may_embed_it(owner: httpx.Client) -> None:
    headers = owner.get("/admin").headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy and "script" not in policy
    assert (headers["cache-control"], headers["x-content-type-options"]) == ("no-store", "nosniff")


def test_a_label_is_kept_in_the_log_once_the_form_is_the_pages_own(owner: httpx.Client, bot: Bot, talk: str) -> None:
    path, form = f"/admin/dialogues/{talk}/label", {"label": "misread", "note": "x" * 900}
    assert owner.post(path, data=form, headers=OTHER_SITE).status_code == 403
    assert owner.post(path, data={"label": "no such"}).status_code == 200
    assert list(bot.store.events(talk, "label")) == []
    assert owner.post(path, data=form).headers["location"] == f"/admin/dialogues/{talk}?kept=1"
    assert [event.body for event in bot.store.events(talk, "label")] == [{"label": "misread", "note": "x" * 500}]
    assert "Kept." in owner.get(f"/admin/dialogues/{talk}?kept=1").text


@pytest.mark.parametrize("dialogue", ["0" * 32, "x", "a" * 31])
def test_a_dialogue_that_is_not_there(owner: httpx.Client, bot: Bot, dialogue: str) -> None:
    assert owner.get(f"/admin/dialogues/{dialogue}").status_code == 404
    owner.post(f"/admin/dialogues/{dialogue}/label", data={"label": "good"})
    assert list(bot.store.events(dialogue)) == []


def test_tables_as_csv_by_the_same_choice(owner: httpx.Client, bot: Bot, talk: str) -> None:
    bot.store.append([Event("f" * 32, "session", {"person": "p", "catalogue": "Games", "origin": "simulated"})])
    bot.store.append([Event("f" * 32, "message", {"turn": 0, "text": "x", "language": "en"})])
    answer = owner.get("/admin/csv/dialogues?origin=simulated")
    assert (
        answer.headers["content-type"].startswith("text/csv")
        and "dialogues.csv" in answer.headers["content-disposition"]
    )
    assert "f" * 32 in answer.text and talk not in answer.text
    assert talk in owner.get("/admin/csv/dialogues").text
    assert owner.get("/admin/csv/dialogues?from=2100-01-01").text.count("\n") == 1
    assert owner.get("/admin/csv/dialogues?from=yesterday&to=9999-12-31").text.count("\n") == 2
    assert owner.get("/admin/csv/nothing").status_code == 404


def test_what_cannot_be_reached_is_worked_out_aside(owner: httpx.Client) -> None:
    wait_for(lambda: "Being worked out" not in owner.get("/admin", headers={"accept-language": "en"}).text, 20)
    assert "12 items tried" in owner.get("/admin", headers={"accept-language": "en"}).text


def test_who_leaves_is_out(owner: httpx.Client) -> None:
    known = {"cookie": f"owner={owner.cookies['owner']}", "accept-language": "en"}
    owner.post("/admin/logout", headers=OTHER_SITE)
    assert "Most wanted" in owner.get("/admin", headers=known).text
    owner.post("/admin/logout")
    assert "owner" not in owner.cookies
    assert 'type="password"' in owner.get("/admin", headers=known).text


def test_a_login_from_another_site_does_not_count(client: httpx.Client) -> None:
    answer = client.post("/admin/login", data={"password": PASSWORD}, headers=OTHER_SITE)
    assert answer.status_code == 403 and "set-cookie" not in answer.headers


def test_a_short_password_is_refused_at_the_start() -> None:
    with pytest.raises(SettingError, match="10 letters or more"):
        Settings.read(admin_password="123456789")


def test_a_wrong_password_is_said_and_too_many_are_too_many(retriever: Retriever, tmp_path: Path) -> None:
    with (
        serving(bot_of(retriever, tmp_path), admin_password=PASSWORD) as address,
        httpx.Client(base_url=address, trust_env=False, headers={"accept-language": "en"}) as client,
    ):
        for _ in range(TRIES):
            answer = client.post("/admin/login", data={"password": "wrong"}, headers={"x-forwarded-for": "1.2.3.4"})
            assert (answer.status_code, "not the password" in answer.text) == (403, True)
        answer = client.post("/admin/login", data={"password": PASSWORD})
        assert (answer.status_code, "Too many tries" in answer.text) == (429, True)


def test_how_comments_sound_stands_on_the_page(bot: Bot, owner: httpx.Client) -> None:
    session = bot.open()
    bot.ask("something calm", session)
    item = session.hits[0].item
    bot.store.append([Event(session.id, "comment", {"text": "Lovely, the story is superb", "item_id": item.id})])
    rows = owner.get("/admin/csv/item_moods").text.splitlines()
    assert rows[0] == "title,month,comments,sentiment,low,high"
    assert any(row.startswith(item.title) and ",1," in row for row in rows[1:])
    assert "story" in owner.get("/admin/csv/topic_moods").text
    assert "<polyline" in owner.get("/admin").text


def test_who_votes_too_fast_stands_on_the_page_without_a_name(bot: Bot, owner: httpx.Client) -> None:
    items = [item.id for item in bot.retriever.catalogue.items][:8]
    sessions = [new_id() for _ in range(3)]
    for session in sessions:
        bot.store.append([Event(session, "session", {"person": f"somebody {session}", "catalogue": "Games"})])
        bot.store.append([Event(session, "message", {"turn": 0, "text": "x", "language": "en"})])
        clicks = [{"item_id": item, "kind": "like"} for item in items]
        bot.store.append([Event(session, "reaction", body, at=100 + 0.2 * n) for n, body in enumerate(clicks)])
    page = owner.get("/admin", headers={"accept-language": "en"}).text
    assert "faster than one reads" in page and f"/admin/dialogues/{sessions[0]}" in page and "somebody" not in page
    assert "3 are listed" in page
    rows = owner.get("/admin/csv/doubted").text.splitlines()
    assert rows[0] == "dialogue,why,weight,reactions,items,dialogues"
    assert f"{sessions[1]},hasty,0.00,8,8,1" in rows
    title = bot.retriever.catalogue.items[0].title
    assert f"{title},3,3" in owner.get("/admin/csv/pushed").text
    assert owner.get("/admin/csv/doubted?origin=simulated").text.count("\n") == 1


def test_a_file_has_all_comments_where_the_page_shows_those_that_are_read(
    owner: httpx.Client, bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chatbot.moods._BATCH", 1)
    monkeypatch.setattr("chatbot.admin.Pages._listings.__defaults__", (0.0,))  # no time at all for the page
    session = bot.open()
    bot.ask("something calm", session)
    bot.store.append([Event(session.id, "comment", {"text": f"The music is superb, evening {n}"}) for n in range(5)])
    assert "Not all comments are read yet" in owner.get("/admin").text
    assert any(
        row.startswith("music,") and row.split(",")[2] == "5"
        for row in owner.get("/admin/csv/topic_moods").text.splitlines()
    )
