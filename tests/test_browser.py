"""The real page in Chromium, with the films, an encoder of hashed words and a scripted LLM. No model, no network."""

from __future__ import annotations

import http.server
import json
import re
import shutil
import threading
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from conftest import GAMES_FIELDS, HashedWords
from serving import Telling, bot_of, reader, serving

from chatbot.dialogue import Event
from chatbot.found import find_catalogue
from chatbot.store import SQLiteStore
from chatbot.tastes import Tastes
from chatbot.tones import sentiment
from retrieval.catalogue import load
from retrieval.retriever import Retriever

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, FrameLocator, Page

pytestmark = pytest.mark.browser

FLAGS = [
    *("--no-sandbox", "--no-first-run", "--disable-background-networking", "--disable-component-update"),
    *("--disable-sync", "--disable-quic"),
]
WISH = "I loved Inception but I can't stand romantic comedies, something from the 90s?"
DONE = "#box .submit-button"  # "Stop" stands in its place while an answer is under way


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    program = shutil.which("chromium") or shutil.which("google-chrome")
    if program is None:
        pytest.skip("needs Chromium: apt-get install chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def films() -> Retriever:
    return Retriever(find_catalogue("movies"), HashedWords())


@pytest.fixture(scope="module")
def base(films: Retriever, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(bot_of(films, tmp_path_factory.mktemp("log"), reader(pause=0.01))) as address:
        yield address


@pytest.fixture(scope="module")
def telling(films: Retriever, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server whose bot tells of items without looking."""
    store = SQLiteStore(tmp_path_factory.mktemp("told") / "log.db")
    with serving(Telling(films, reader(), store)) as address:
        yield address


class Visitor:
    """A browser of its own; remembers every host it asked, and every error on its console."""

    def __init__(self, browser: Browser, **how: Any) -> None:
        self.context: BrowserContext = browser.new_context(
            **{"viewport": {"width": 1280, "height": 800}, "locale": "en", **how}
        )
        self.context.set_default_timeout(10_000)
        self.hosts: set[str] = set()
        self.errors: list[str] = []
        self.page = self.context.new_page()
        self.page.on("request", lambda r: self.hosts.add(re.sub(r"^\w+://([^/:]*).*", r"\1", r.url)))
        self.page.on("console", lambda m: m.type == "error" and self.errors.append(m.text))
        self.page.on("pageerror", lambda e: self.errors.append(str(e)))

    def leave(self) -> None:
        """Close the browser: it asked no other host, and its console has no error."""
        self.context.close()
        assert self.hosts <= {"127.0.0.1"}
        assert self.errors == []

    def open(self, url: str) -> Page:
        self.page.goto(url)
        self.page.wait_for_selector(".example, .card")
        return self.page

    def say(self, text: str) -> None:
        self.page.fill("#box textarea", text)
        self.page.press("#box textarea", "Enter")
        self.page.locator("#chat .user-row", has_text=text[:40]).last.wait_for()
        self.page.wait_for_selector(DONE)

    def titles(self) -> list[str]:
        return [re.sub(r"^\d+\.\s*", "", t) for t in self.page.locator(".card h3").all_inner_texts()]

    def wishes(self) -> list[str]:
        return [t.strip() for t in self.page.locator("#wishes .wish b").all_inner_texts()]

    def edit(self, wish: str, label: str) -> None:
        """Press that button of that wish, and wait for what it does."""
        before = self.page.inner_text("#side")
        row = self.page.locator("#wishes .wish", has=self.page.get_by_text(wish, exact=True))
        row.get_by_text(label, exact=True).click()
        self.page.wait_for_function("before => document.querySelector('#side').innerText !== before", arg=before)

    def talk(self) -> list[str]:
        return self.page.locator("#chat .message-row").all_inner_texts()

    def press(self, name: str) -> None:
        """Click the button of that accessible name, and wait for what it does."""
        before = self.page.inner_text("#side")
        self.page.get_by_role("button", name=name, exact=True).click()
        self.page.wait_for_function("before => document.querySelector('#side').innerText !== before", arg=before)


@pytest.fixture
def visitor(browser: Browser) -> Iterator[Visitor]:
    visitor = Visitor(browser)
    yield visitor
    visitor.leave()


def test_a_conversation(visitor: Visitor, base: str) -> None:
    page = visitor.open(base)
    assert page.inner_text("#greeting h2") == "What would you like to watch?"
    assert page.locator(".example").count() == 4
    visitor.say(WISH)
    assert visitor.wishes() == ["year 1990–1999", "like Inception", "no romantic comedy"]
    titles = visitor.titles()
    assert len(titles) == 4
    assert all(re.match(r"199\d · ", facts) for facts in page.locator(".facts").all_inner_texts())
    assert all("Like Inception" in reason for reason in page.locator(".reason").all_inner_texts())
    visitor.press(f"👍 Like: {titles[1]}")
    assert visitor.titles()[1] == titles[1]
    assert page.locator(".act.like").nth(1).inner_text() == "👍 Liked"
    visitor.press(f"👎 Not for me: {titles[0]}")
    assert titles[0] not in visitor.titles()
    seen = visitor.titles()[0]
    visitor.press(f"Seen it: {seen}")
    assert seen not in visitor.titles()
    like = visitor.titles()[2]
    visitor.press(f"More like this: {like}")
    assert f"like {like}" in visitor.wishes()
    before = visitor.wishes()
    visitor.press("Remove: no romantic comedy")
    assert visitor.wishes() == [wish for wish in before if wish != "no romantic comedy"]
    page.get_by_role("button", name="Undo").click()
    page.wait_for_selector("#status:has-text('Back to how it was: “no romantic comedy” is back.')")
    assert visitor.wishes() == before
    page.get_by_role("button", name="Something else").click()
    page.wait_for_selector("#chat .user-row >> nth=1")
    page.wait_for_selector(DONE)
    assert visitor.talk()[2] == "Something else"


@pytest.fixture(scope="module")
def learning(films: Retriever, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server whose bot learns from reactions, and reads comments by their words."""
    bot = bot_of(films, tmp_path_factory.mktemp("learnt"))
    with serving(replace(bot, tastes=Tastes(bot.store), mood=sentiment)) as address:
        yield address


def test_stars_and_words_about_an_item(visitor: Visitor, learning: str) -> None:
    page = visitor.open(learning)
    visitor.say("something from the 90s")
    given = ".card >> nth=0 >> .given"
    page.locator(".card").nth(0).get_by_role("button", name="Give 3 of 5 stars").click()
    page.wait_for_selector(f"{given} >> nth=2")
    assert page.locator(".given").count() == 3
    titles, title = visitor.titles(), visitor.titles()[1]
    card = page.locator(".card").nth(1)
    write = card.get_by_role("button", name="Say something about it…")
    write.focus()
    page.keyboard.press("Enter")
    line = page.get_by_role("textbox", name=f"Say something about it…: {title}")
    assert (page.evaluate("document.activeElement.maxLength"), write.get_attribute("aria-expanded")) == (400, "true")
    page.keyboard.type("Nothing of this is kept")
    page.keyboard.press("Escape")
    assert (line.count(), write.get_attribute("aria-expanded")) == (0, "false")
    page.keyboard.press("Enter")  # the focus went back to the button
    assert line.input_value() == ""
    page.keyboard.type(f"Wonderful, brilliant and very funny, I loved it! {HOSTILE}")
    page.keyboard.press("Enter")
    page.wait_for_selector(f"#status:has-text('“{title}”: your words were read as praise.')")
    assert page.inner_text("#heading .changed").startswith("your words were read as praise · ")
    assert visitor.titles()[1] == title and visitor.titles() != titles
    assert line.count() == 0 and page.evaluate("window.hit") is None
    page.wait_for_function("() => document.activeElement.matches('button.write')")
    visitor.open(learning)
    page.get_by_role("button", name="You gave 3 of 5 stars").wait_for()
    assert page.locator(".given").count() == 3


def test_a_line_to_write_in_goes_with_its_item(visitor: Visitor, learning: str) -> None:
    page = visitor.open(learning)
    visitor.say("something from the 90s")
    page.locator(".card").nth(0).get_by_role("button", name="Give 4 of 5 stars").click()
    page.wait_for_selector(".given")
    page.get_by_role("button", name="Undo").click()
    page.wait_for_selector(".given", state="detached")
    title = visitor.titles()[1]
    visitor.press(f"👍 Like: {title}")
    page.locator(".card").nth(1).locator("button.write").click()
    page.keyboard.type("Half a")
    mine = page.locator(".card", has=page.get_by_role("heading", name=title))
    gone = visitor.titles()[0]
    page.locator(".card").nth(0).get_by_role("button", name="Not now").click()
    page.wait_for_function("gone => !document.querySelector('#cards').innerText.includes(gone)", arg=gone)
    assert mine.locator("form.write input").input_value() == "Half a"
    mine.get_by_role("button", name="Not now").click()
    page.wait_for_selector("form.write", state="detached")
    assert title not in visitor.titles()


def test_a_reload_and_a_restart_keep_the_chat(
    browser: Browser, visitor: Visitor, films: Retriever, tmp_path: Path
) -> None:
    with serving(bot_of(films, tmp_path)) as base:
        port = int(base.rsplit(":", 1)[1])
        page = visitor.open(base)
        visitor.say(WISH)
        visitor.press(f"👍 Like: {visitor.titles()[0]}")
        was = (visitor.talk(), visitor.titles(), visitor.wishes())
        visitor.open(base)
        page.wait_for_selector(".card")
        assert (visitor.talk(), visitor.titles(), visitor.wishes()) == was
    with serving(bot_of(films, tmp_path), port=port):
        visitor.errors.clear()  # the page may have missed the server
        visitor.open(base)
        page.wait_for_selector(".card")
        assert (visitor.talk(), visitor.titles(), visitor.wishes()) == was
        page.get_by_role("button", name="New chat").click()
        page.wait_for_selector(".example")
        assert (visitor.titles(), visitor.wishes()) == ([], [])
        visitor.say("a sad film")
        assert visitor.talk()[0] == "a sad film"
        visitor.leave()
    with SQLiteStore(tmp_path / "log.db") as store:
        assert len({event.body["person"] for event in store.events(kind="session")}) == 1


def test_a_page_left_open_over_a_restart_goes_on(visitor: Visitor, films: Retriever, tmp_path: Path) -> None:
    with serving(bot_of(films, tmp_path)) as base:
        port = int(base.rsplit(":", 1)[1])
        page = visitor.open(base)
        visitor.say(WISH)
        titles = visitor.titles()
    with serving(bot_of(films, tmp_path), port=port):
        visitor.press(f"👎 Not for me: {titles[0]}")
        assert titles[0] not in visitor.titles()
        assert page.locator("#chat .user-row").count() == 1
        visitor.errors.clear()  # it missed the server for a moment
        visitor.leave()


def test_visitors_do_not_see_each_other(browser: Browser, visitor: Visitor, base: str) -> None:
    other = Visitor(browser)
    visitor.open(base)
    other.open(base)
    visitor.page.fill("#box textarea", "a scary film about clowns")
    visitor.page.press("#box textarea", "Enter")
    other.say("a funny musical")
    visitor.page.wait_for_selector("#wishes .wish")
    visitor.page.wait_for_selector(DONE)
    assert ("scary" in visitor.wishes(), "scary" in other.wishes()) == (True, False)
    assert ["funny" in talk for talk in (" ".join(visitor.talk()), " ".join(other.talk()))] == [False, True]
    other.leave()


def test_offline_is_said_and_taken_back(visitor: Visitor, base: str) -> None:
    page = visitor.open(base)
    visitor.context.set_offline(True)
    page.wait_for_selector("#lost[role=alert]:has-text('The connection was lost.')")
    visitor.context.set_offline(False)
    page.wait_for_selector("#lost", state="detached")
    visitor.errors.clear()  # of the requests that could not be made


def test_stop_and_busy(visitor: Visitor, films: Retriever, tmp_path: Path) -> None:
    with serving(bot_of(films, tmp_path, reader(pause=0.2))) as base:
        page = visitor.open(base)
        page.fill("#box textarea", "a sad film")
        page.press("#box textarea", "Enter")
        page.wait_for_selector(".card")
        page.fill("#box textarea", "a funny film")
        page.press("#box textarea", "Enter")
        page.wait_for_selector("#status:has-text('Still answering your last message.')")
        assert page.input_value("#box textarea") == "a funny film"
        page.get_by_role("button", name="Stop").click()
        page.wait_for_selector(DONE)
        assert visitor.wishes() == ["sad"]
        page.press("#box textarea", "Enter")
        page.wait_for_selector("#wishes .wish:has-text('funny')")
        visitor.leave()


def test_an_edit_changes_the_order_at_once_and_undo_brings_it_back(visitor: Visitor, base: str) -> None:
    page = visitor.open(base)
    visitor.say(WISH)
    was = (visitor.titles(), visitor.wishes())
    visitor.edit("like Inception", "Mute")
    assert page.locator(".wish.muted b").all_inner_texts() == ["like Inception"]
    assert "muted, does not count" in page.inner_text(".wish.muted")
    assert visitor.titles() != was[0]
    assert page.locator("#chat .user-row").count() == 1
    page.get_by_role("button", name="Undo").click()
    page.wait_for_selector("#status:has-text('Back to how it was: “like Inception” is as before.')")
    assert (visitor.titles(), visitor.wishes()) == was
    assert page.locator(".wish.muted").count() == 0
    visitor.edit("like Inception", "Mute")
    visitor.edit("like Inception", "Unmute")
    assert page.locator(".wish.muted").count() == 0
    visitor.edit("like Inception", "+")
    assert "strongly" in page.locator("#wishes .wish", has_text="like Inception").inner_text()
    visitor.edit("like Inception", "−")
    assert visitor.wishes() == was[1]


def test_today_and_taste_are_apart(visitor: Visitor, base: str) -> None:
    page = visitor.open(base)
    visitor.say("a sad film from the 90s")
    assert page.locator("#wishes h3").all_inner_texts() == ["Today"]
    visitor.edit("sad", "Keep")
    groups = ["Today", "Your taste (kept for your next chats)"]
    assert page.locator("#wishes h3").all_inner_texts() == groups
    assert [u.split("\n")[0] for u in page.locator("#wishes ul").all_inner_texts()] == ["year 1990–1999", "sad"]
    page.get_by_role("button", name="New chat").click()
    page.wait_for_selector(".example")
    visitor.say("a musical")
    assert page.locator("#wishes h3").all_inner_texts() == groups
    visitor.edit("sad", "Today only")
    assert page.locator("#wishes h3").all_inner_texts() == groups[:1]


def test_two_tabs_of_one_chat(visitor: Visitor, base: str) -> None:
    first = visitor.open(base)
    visitor.say(WISH)
    second = visitor.context.new_page()
    second.on("console", lambda m: m.type == "error" and visitor.errors.append(m.text))
    second.goto(base)
    second.wait_for_selector("#wishes .wish")
    first.get_by_role("button", name="Remove: like Inception").click()
    first.wait_for_selector("#status:has-text('Removed “like Inception”.')")
    second.locator("#wishes .wish", has_text="like Inception").get_by_text("Mute", exact=True).click()
    second.wait_for_selector("#status:has-text('That wish is no longer there.')")
    assert second.inner_text("#wishes") == first.inner_text("#wishes")
    second.locator("#wishes .wish", has_text="no romantic").get_by_text("Mute", exact=True).click()
    second.wait_for_selector(".wish.muted")
    first.get_by_role("button", name="Undo").click()
    first.wait_for_selector("#status:has-text('is as before')")
    assert first.locator("#wishes .wish b").all_inner_texts() == ["year 1990–1999", "no romantic comedy"]


def test_quick_clicks_all_count(visitor: Visitor, base: str) -> None:
    page = visitor.open(base)
    visitor.say(WISH)
    page.evaluate("document.querySelectorAll('#wishes .do.mute').forEach(button => button.click())")
    page.wait_for_function("() => document.querySelectorAll('.wish.muted').length === 3")


def test_why_opens_and_closes(visitor: Visitor, telling: str) -> None:
    page = visitor.open(telling)
    visitor.say(WISH)
    title = visitor.titles()[1]
    page.get_by_role("button", name=f"Why?: {title}").click()
    page.wait_for_selector(".card >> nth=1 >> .aside:has-text('It stands first.')")
    assert page.locator(".aside .bars li").all_inner_texts() == ["like Inception\n+0.50", "year 1990–1999\n−0.25"]
    assert page.get_by_text("Without the years it would stand second.").is_visible()
    page.get_by_role("button", name=f"Hide why: {title}").click()
    page.wait_for_selector(".aside", state="detached")


def test_a_table_scrolls_by_itself(browser: Browser, telling: str) -> None:
    visitor = Visitor(browser, viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True)
    page = visitor.open(telling)
    visitor.say(WISH)
    visitor.say("compare the first and the second, please, whatever they may be, side by side")
    page.wait_for_selector("#aside table")
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    sizes = "(({scrollWidth, clientWidth, tabIndex}) => [scrollWidth > clientWidth, tabIndex])"
    assert page.evaluate(f"{sizes}(document.querySelector('.compare'))") == [True, 0]
    page.get_by_role("button", name="Close").click()
    page.wait_for_selector("#aside table", state="detached")
    page.locator("#understood button.label-wrap").click()
    visitor.edit("like Inception", "Mute")
    wide = "Math.max(...[...document.querySelectorAll('#wishes *')].map(e => e.getBoundingClientRect().right))"
    assert page.evaluate(wide) <= 360
    visitor.leave()


def test_a_click_on_a_wish_keeps_the_focus_there(visitor: Visitor, base: str) -> None:
    page = visitor.open(base)
    visitor.say(WISH)
    page.locator("#wishes .wish", has_text="like Inception").get_by_text("Mute", exact=True).focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(".wish.muted")
    focused = "() => document.activeElement.ariaLabel"
    page.wait_for_function(f"{focused} === 'Let it count again: like Inception'")
    page.keyboard.press("Enter")
    page.wait_for_selector(".wish.muted", state="detached")
    page.wait_for_function(f"{focused} === 'Mute, so that it does not count: like Inception'")


def test_no_match_names_a_way_out(visitor: Visitor, base: str) -> None:
    page = visitor.open(base)
    visitor.say("a Japanese western shorter than 60 minutes from the 1910s")
    assert visitor.titles() == []
    assert "Nothing fits all of your wishes" in page.inner_text("#note")
    page.locator(".chip").first.click()
    page.wait_for_selector(".card, #status:has-text('Updated.')")


def test_a_phone(browser: Browser, base: str) -> None:
    visitor = Visitor(browser, viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True)
    page = visitor.open(base)
    wide = "document.documentElement.scrollWidth"
    assert page.evaluate(wide) == 360
    visitor.say(WISH)
    assert page.evaluate(wide) == 360
    cards = page.evaluate(
        "(({scrollWidth, clientWidth}) => [scrollWidth, clientWidth])(document.querySelector('#cards'))"
    )
    assert cards[0] > cards[1]
    assert page.locator("#wishes .wish").first.is_hidden()
    page.locator("#understood button.label-wrap").click()
    assert page.locator("#wishes .wish").first.is_visible()
    page.locator(".card button.write").first.click()
    for part in (".card button.write", "form.write input", "form.write button"):
        found = page.locator(part).first.bounding_box()
        assert found is not None and found["x"] + found["width"] <= 360 and found["height"] >= 32
    assert page.evaluate(wide) == 360
    box = page.locator("#box").bounding_box()
    assert box is not None and box["y"] + box["height"] <= 740
    visitor.leave()


def test_dark_is_kept(visitor: Visitor, base: str) -> None:
    page = visitor.open(base)
    colour = "getComputedStyle(document.querySelector('.gradio-container')).backgroundColor"
    light = page.evaluate(colour)
    page.get_by_role("button", name="Light or dark").click()
    dark = page.evaluate(colour)
    assert dark != light
    visitor.open(base)
    assert page.evaluate(colour) == dark
    visitor.open(f"{base}/?theme=light")
    assert page.evaluate(colour) == light


def test_keyboard_only(visitor: Visitor, base: str) -> None:
    page = visitor.open(base)
    page.focus("#box textarea")
    page.keyboard.type("a sad film")
    page.keyboard.press("Enter")
    page.wait_for_selector(".card")
    page.wait_for_selector(DONE)
    reached = []
    for _ in range(60):
        page.keyboard.press("Tab")
        focused = page.evaluate(
            "(e => [e.ariaLabel || e.innerText, getComputedStyle(e).outlineStyle])(document.activeElement)"
        )
        reached.append(focused[0])
        if focused[0].startswith("Remove: "):
            break
    title = visitor.titles()[0]
    assert {f"👍 Like: {title}", f"👎 Not for me: {title}", f"Seen it: {title}", f"More like this: {title}"} <= {
        *reached
    }
    assert focused == ["Remove: sad", "solid"]
    page.keyboard.press("Enter")
    page.wait_for_selector("#wishes .wish", state="detached")
    assert page.evaluate("document.activeElement.tagName") == "TEXTAREA"


def test_every_control_has_a_name(visitor: Visitor, base: str) -> None:
    page = visitor.open(base)
    visitor.say(WISH)
    nameless = page.evaluate(
        """[...document.querySelectorAll('button, a, textarea, input, [role=group]')]
        .filter(e => e.offsetParent && !(e.innerText?.trim() || e.ariaLabel || e.labels?.[0]?.innerText.trim()))
        .map(e => e.outerHTML)"""
    )
    assert nameless == []
    assert page.get_attribute("html", "lang") == "en"


def test_chinese(browser: Browser, base: str) -> None:
    visitor = Visitor(browser, locale="zh-CN")
    page = visitor.open(base)
    assert page.get_attribute("#box textarea", "placeholder") == "说说你喜欢什么，或者想怎么改"
    page.get_by_role("button", name="English").click()
    page.wait_for_selector("#box textarea[placeholder='Say what you like, or what to change']")
    visitor.open(f"{base}/?lang=zh")
    visitor.say("想看悲伤的电影")
    assert page.get_by_role("button", name="新对话").is_visible()
    assert page.locator("#wishes h3").all_inner_texts() == ["今天"]
    visitor.edit("悲伤", "停用")
    assert "已停用，不计入" in page.inner_text(".wish.muted")
    assert page.locator("#status").inner_text() == "已停用“悲伤”，现在不计入。"
    assert all(re.search("[\u4e00-\u9fff]", title) for title in visitor.titles())
    english = r"(?<![A-Z])[a-z]{3,}"
    assert re.findall(english, page.inner_text("#understood")) == []
    page.locator("button.write").first.click()
    assert page.get_attribute("form.write input", "placeholder") == "说说你对它的看法……"
    shown = page.locator(".act, .rate, form.write").all_inner_texts()
    assert [text for text in shown if re.search(english, text)] == []
    visitor.leave()


def test_the_owners_page_on_a_phone(browser: Browser, films: Retriever, tmp_path: Path) -> None:
    bot = bot_of(films, tmp_path)
    session = bot.open()
    bot.ask("something from the 90s", session)
    clicks = [{"item_id": f"{n}{HOSTILE}", "kind": "like"} for n in range(8)]
    bot.store.append([Event(session.id, "reaction", body, at=100 + 0.2 * n) for n, body in enumerate(clicks)])
    visitor = Visitor(browser, viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True)
    with serving(bot, admin_password="a long password") as base:
        page = visitor.page
        page.goto(f"{base}/admin")
        page.fill("input[type=password]", "a long password")
        page.keyboard.press("Enter")
        row = page.locator("#doubted tbody tr")
        assert row.locator("td").first.inner_text() == "faster than one reads"
        assert page.evaluate("document.documentElement.scrollWidth") == 360
        with page.expect_download() as file:
            page.locator("#doubted h2 a").click()
        assert f"{session.id},hasty," in Path(file.value.path()).read_text(encoding="utf-8")
        row.locator("a").click()
        assert "something from the 90s" in page.inner_text(".said")
        visitor.leave()


HOSTILE = "<img src=x onerror=\"window.hit=1;fetch('http://evil.invalid/a')\">"
MARKDOWN = (
    "![x](http://evil.invalid/b.png) [y](javascript:window.hit=1) <script>window.hit=1</script> "
    "$$\\href{javascript:window.hit=1}{x}$$"
)


def test_hostile_texts_stay_texts(browser: Browser, visitor: Visitor, tmp_path: Path) -> None:
    row = {
        "id": HOSTILE, "title": f"{HOSTILE} calm one", "year": 1999, "kind": [HOSTILE], "mood": ["calm", MARKDOWN],
        "theme": [MARKDOWN], "maker": [HOSTILE], "price": 5, "text": f"A calm thing. {MARKDOWN} {HOSTILE}",
        "link": "javascript:window.hit=1", "image": "http://evil.invalid/c.png",
    }  # fmt: skip
    path = tmp_path / "games.jsonl"
    path.write_text(json.dumps(row) + "\n" + json.dumps({**row, "id": "b", "title": MARKDOWN}) + "\n")
    fields = GAMES_FIELDS.replace(
        '"What would you like to play?"', json.dumps("</script><script>window.hit=1</script>" + HOSTILE)
    )
    path.with_suffix(".toml").write_text(fields.replace('["Something calm for two"]', json.dumps([HOSTILE, MARKDOWN])))
    with serving(bot_of(Retriever(load(path), HashedWords()), tmp_path)) as base:
        page = visitor.open(f"{base}/?lang={HOSTILE}")
        assert page.locator(".example").first.inner_text() == HOSTILE
        visitor.say("something calm")
        assert {*visitor.titles()} == {f"{HOSTILE} calm one", MARKDOWN}
        page.locator(".act.like").first.click()
        page.wait_for_selector(".act.like:has-text('Liked')")
        for text in (f"calm {HOSTILE}", f"calm {MARKDOWN}", "tell me about the first one"):
            visitor.say(text)
        assert HOSTILE in visitor.talk()[2]
        assert page.locator(".card img, .card a, #chat img, #chat a, #greeting img, #wishes img").count() == 0
        assert page.evaluate("window.hit") is None
        visitor.leave()


def test_in_a_frame_of_another_site(browser: Browser, films: Retriever, tmp_path: Path) -> None:
    shop = http.server.ThreadingHTTPServer(("127.0.0.1", 0), partial(Silent, directory=str(tmp_path)))
    threading.Thread(target=shop.serve_forever, daemon=True).start()
    site = f"http://localhost:{shop.server_port}"
    visitor = Visitor(browser)
    with serving(bot_of(films, tmp_path), sites=site) as base:
        (tmp_path / "shop.html").write_text(f'<iframe src="{base}/?theme=dark&lang=zh" width=800 height=700></iframe>')
        visitor.page.goto(f"{site}/shop.html")
        frame = visitor.page.frame_locator("iframe")
        in_frame(frame)
        visitor.page.goto(
            f"http://127.0.0.1:{shop.server_port}/shop.html"
        )  # the same server, but no site that is allowed
        visitor.page.wait_for_timeout(500)
        assert visitor.page.frames[1].url.startswith("chrome-error:")
    visitor.context.close()
    shop.shutdown()
    shop.server_close()


def in_frame(frame: FrameLocator) -> None:
    frame.locator(".example").first.wait_for()
    assert frame.locator("body.dark").count() == 1
    frame.locator("#box textarea").fill("想看悲伤的电影")
    frame.locator("#box textarea").press("Enter")
    frame.locator(".card").first.wait_for()
    assert frame.locator("#new").inner_text() == "新对话"


class Silent(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *args: object) -> None:
        pass
