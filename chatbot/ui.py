"""The chat page in gradio: fixed slots filled from a `Screen`. Knows components; nothing of HTTP or of the bot.

Nothing that a browser sends is believed but its session's id, what was typed, and which wish of that session an edit
is for: what any other click means is read from the screen that the server remembers of that page.
"""

from __future__ import annotations

import asyncio
import html
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from chatbot.answers import MOST_CHIPS
from chatbot.aside import alone, aside_html, changed_html, told_in
from chatbot.dialogue import REACTIONS
from chatbot.panel import profile_html
from chatbot.phrasing import Phrasing
from chatbot.ratebar import MOST_SAID, rate_html
from chatbot.render import phrases
from chatbot.screens import Note, Screen, Screens, Shows
from chatbot.view import card_html, escape, heading_html, languages, line_html, names_html, note_html

if TYPE_CHECKING:
    import gradio as gr
    from fastapi import FastAPI

EXAMPLES = 4
CHIPS = MOST_CHIPS + 1  # four answers to a question, and that it does not matter
TURNS = 100  # of the transcript that are on screen
LABELS = {"like": "like", "dislike": "dislike", "seen": "seen", "more": "similar", "why": "why"}

Updates = dict[Any, Any]
T = TypeVar("T")


def prepare() -> None:
    """Environment that gradio reads when it is imported: no telemetry, and no summary of past events at each event."""
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    os.environ["GRADIO_ANALYTICS_CACHE_FREQUENCY"] = "1000000"
    os.environ["GRADIO_ANALYTICS_MAX_EVENTS"] = "100"
    os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"


def in_loop(make: Callable[[], T]) -> T:
    """Call it in an event loop: where none runs, gradio makes some that it never closes."""

    async def call() -> T:
        return make()

    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(call())
    return make()


def mount(app: FastAPI, screens: Screens, items: int) -> None:
    """Put the page at "/" of the app, with that many picks."""
    prepare()
    in_loop(lambda: _mount(app, screens, items))


def _mount(app: FastAPI, screens: Screens, items: int) -> None:
    import gradio as gr

    demo = Page(screens, items).build()
    demo.max_threads = 128
    demo.state_session_capacity = 500
    demo.queue(api_open=False, max_size=500, default_concurrency_limit=100)
    system = ("system-ui", "-apple-system", "Segoe UI", "Roboto", "Noto Sans", "Noto Sans CJK SC", "sans-serif")
    gr.mount_gradio_app(
        app, demo, path="/", show_error=False, ssr_mode=False, max_file_size="1kb", footer_links=[], run_history=False,
        enable_monitoring=False, mcp_server=False, pwa=False,
        theme=gr.themes.Base(font=system, font_mono=("ui-monospace", "monospace")),
    )  # fmt: skip


class Page:
    """The components, how a screen is painted on them, and what their events call."""

    def __init__(self, screens: Screens, items: int) -> None:
        self.screens, self.items, self.catalogue = screens, items, screens.catalogue

    def build(self) -> Any:
        """The page as gradio's Blocks, not yet served."""
        import gradio as gr

        self.gr: Any = gr
        say = phrases(self.catalogue.language)["page"]
        with gr.Blocks(title=self.catalogue.name, fill_height=True, fill_width=True, analytics_enabled=False) as demo:
            self.seen = gr.State(None)
            self.kept = gr.BrowserState("", storage_key="catalogue-chat", secret="no secret: an opaque id")
            self._top(say)
            with gr.Row(elem_id="main"):
                with gr.Column(elem_id="talk", scale=6, min_width=300):
                    self._talk(say)
                with gr.Column(elem_id="side", scale=5, min_width=300):
                    self._picks(say)
                    self._understood(say)
            slots = [block for slot in self.slots for block in slot.values()]
            self.all = [
                self.seen, self.kept, self.chat, self.welcome, self.greeting, self.status, self.box, self.theme,
                self.new, self.heading, self.note, self.rail, self.names, self.understood, self.undo, self.nothing,
                self.profile, self.aside, *self.tongues.values(), *self.examples, *self.chips, *slots,
            ]  # fmt: skip
            self._wire(demo)
        return demo

    # What is on it

    def _top(self, say: Mapping[str, str]) -> None:
        gr = self.gr
        with gr.Row(elem_id="top"):
            gr.Markdown(f"<h1>{escape(self.catalogue.name)}</h1>", elem_id="name")
            self.tongues = {c: gr.Button(n, size="sm", elem_classes="tongue") for c, n in languages().items()}
            self.theme = gr.Button(say["theme"], size="sm", elem_id="theme")
            self.undo = gr.Button(say["undo"], size="sm", elem_id="undo")
            self.new = gr.Button(say["new"], size="sm", elem_id="new")
            self.names = gr.Markdown("", elem_id="names")

    def _talk(self, say: Mapping[str, str]) -> None:
        gr = self.gr
        self.chat = gr.Chatbot(
            label=say["talk"], show_label=False, container=False, elem_id="chat", height="100%", buttons=[],
            visible=False, feedback_options=None, render_markdown=False, latex_delimiters=[],
            group_consecutive_messages=False,
        )  # fmt: skip
        with gr.Column(elem_id="welcome") as self.welcome:
            self.greeting = gr.Markdown("", elem_id="greeting", latex_delimiters=[])
            self.examples = [gr.Button("", size="sm", visible=False, elem_classes="example") for _ in range(EXAMPLES)]
        self.aside = gr.Markdown("", elem_id="aside", visible=False, latex_delimiters=[])
        with gr.Row(elem_id="chips"):
            self.chips = [gr.Button("", size="sm", visible=False, elem_classes="chip") for _ in range(CHIPS)]
        self.status = gr.Markdown("", elem_id="status", latex_delimiters=[])
        self.box = gr.Textbox(
            placeholder=say["placeholder"], label=say["placeholder"], show_label=False, container=False, lines=1,
            max_lines=6, max_length=20_001, submit_btn=say["send"], stop_btn=False, autofocus=True, elem_id="box",
        )  # fmt: skip

    def _picks(self, say: Mapping[str, str]) -> None:
        gr = self.gr
        with gr.Column(elem_id="picks"):
            self.heading = gr.Markdown("", elem_id="heading")
            self.note = gr.Markdown(note_html(say["empty"]), elem_id="note")
            with gr.Row(elem_id="cards", visible=False) as self.rail:
                self.slots = [self._slot(say) for _ in range(self.items)]

    def _slot(self, say: Mapping[str, str]) -> dict[str, Any]:
        gr = self.gr
        with gr.Column(visible=False, elem_classes="card", min_width=260) as column:
            card = gr.Markdown("", elem_classes="body", latex_delimiters=[])
            with gr.Row(elem_classes="acts"):
                acts = {k: gr.Button(say[LABELS[k]], size="sm", elem_classes=["act", k]) for k in (*REACTIONS, "why")}
        return {"column": column, "card": card, **{str(kind): button for kind, button in acts.items()}}

    def _understood(self, say: Mapping[str, str]) -> None:
        gr = self.gr
        with gr.Accordion(say["understood"], elem_id="understood") as self.understood:
            self.nothing = gr.Markdown("", elem_id="nothing")
            self.profile = gr.Markdown("", elem_id="wishes", visible=False, latex_delimiters=[])
        # The page's script writes here what a button of the HTML says.
        self.deed = gr.Textbox(show_label=False, container=False, max_length=MOST_SAID + 200, elem_id="deed")

    # What its events call

    def _wire(self, demo: gr.Blocks) -> None:
        does, on = self.screens, self._on
        self._on_load(demo.load)
        on(self.box.submit, does.send, inputs=[self.box], trigger_mode="multiple")
        on(self.box.stop, does.stop, trigger_mode="multiple")
        on(self.new.click, does.begin)
        on(self.undo.click, does.undo)
        for n, button in enumerate(self.examples):
            on(button.click, does.example, n)
        for n, button in enumerate(self.chips):
            on(button.click, does.chip, n)
        on(self.deed.change, does.act, inputs=[self.deed], trigger_mode="multiple")
        for code, button in self.tongues.items():
            on(button.click, does.speak, code)
        for n, slot in enumerate(self.slots):
            for kind in REACTIONS:
                on(slot[kind].click, does.react, n, kind)
            on(slot["why"].click, does.why, n)

    def _on(
        self, trigger: Any, does: Callable[..., Shows], *fixed: Any, inputs: Sequence[Any] = (), **how: Any
    ) -> None:
        def handle(seen: Screen | None, kept: object, *values: Any) -> Iterator[Updates]:
            was = seen or self.screens.of(kept)
            for shown in self.screens.safely(was, does(was, *fixed, *values)):
                yield self._paint(shown)

        self._bind(trigger, handle, inputs, **how)

    def _on_load(self, trigger: Any) -> None:
        def load(seen: object, kept: object, request: gr.Request) -> Iterator[Updates]:
            asked, accepted = request.query_params.get("lang", ""), request.headers.get("accept-language", "")
            for shown in self.screens.load(kept, asked, accepted):
                yield self._paint(shown)

        load.__annotations__["request"] = self.gr.Request  # gradio looks for the class; here annotations are text
        self._bind(trigger, load)

    def _bind(
        self, trigger: Any, handler: Callable[..., Iterator[Updates]], inputs: Sequence[Any] = (), **how: Any
    ) -> None:
        how = {"show_progress": "hidden", "api_visibility": "private", **how}
        trigger(handler, inputs=[self.seen, self.kept, *inputs], outputs=self.all, **how)

    # How a screen is painted

    def _paint(self, shown: Screen | Note) -> Updates:
        up = self.gr.update
        if isinstance(shown, Note):
            back = {} if shown.back is None else {self.box: up(value=shown.back)}
            return {self.status: line_html(shown.status), **back}
        say, phrasing = phrases(shown.view.language)["page"], Phrasing(self.screens.catalogue, shown.view.language)
        return {
            self.seen: shown,
            self.kept: shown.view.session,
            self.status: line_html("" if shown.said else shown.status),
            **self._paint_talk(shown, say),
            **self._paint_cards(shown, say, phrasing),
            **self._paint_asides(shown, say, phrasing),
            **({} if shown.busy else self._paint_texts(shown.view.language, say)),
        }

    def _paint_talk(self, shown: Screen, say: Mapping[str, str]) -> Updates:
        up, view = self.gr.update, shown.view
        talk = [*view.talk[-TURNS:], *([(shown.said, shown.status)] if shown.said else [])]
        pairs = ((role, text) for turn in talk for role, text in zip(("user", "assistant"), turn, strict=True) if text)
        # Without Markdown the component still takes a text for HTML.
        messages = [{"role": role, "content": html.escape(text, quote=False)} for role, text in pairs]
        clear: dict[str, Any] = {"value": ""} if shown.clear else {}
        return {
            self.chat: up(value=messages, visible=bool(messages)),
            self.welcome: up(visible=not messages),
            self.box: up(submit_btn=not shown.busy and say["send"], stop_btn=shown.busy and say["stop"], **clear),
            **self._fill(self.chips, [] if shown.busy else [chip.label for chip in view.chips]),
        }

    def _paint_cards(self, shown: Screen, say: Mapping[str, str], phrasing: Phrasing) -> Updates:
        up, cards = self.gr.update, shown.view.cards
        note = say["no_match"] if shown.view.wishes else say["empty"]
        opened = told_in(cards, shown.view.aside)
        done: Updates = {
            self.heading: heading_html(say["picks"], changed_html(shown.view.changes, len(shown.fresh), phrasing)),
            self.note: up(value=note_html(note), visible=not cards),
            self.rail: up(visible=bool(cards)),
        }
        for n, slot in enumerate(self.slots):
            done[slot["column"]] = up(visible=n < len(cards))
            if n < len(cards):
                card = cards[n]
                aside = shown.view.aside if card.id == opened else None
                told = aside_html(aside, phrasing, closes=False) if aside else ""
                below, fresh = rate_html(n, say, card.stars) + told, card.id in shown.fresh
                grows = card.id in shown.writing
                done[slot["card"]] = card_html(card, place=n + 1, fresh=fresh, grows=grows, more=below)
                done[slot["why"]] = up(value=say["why_shut" if told else "why"])
                done[slot["like"]] = up(
                    value=say["liked" if card.liked else "like"], variant="primary" if card.liked else "secondary"
                )
        return done

    def _paint_asides(self, shown: Screen, say: Mapping[str, str], phrasing: Phrasing) -> Updates:
        up, wishes, beside = self.gr.update, shown.view.wishes, alone(shown.view)
        return {
            self.understood: up(label=say["understood"] + (f" ({len(wishes)})" if wishes else "")),
            self.nothing: up(value=note_html(say["nothing_understood"]), visible=not wishes),
            self.profile: up(value=profile_html(wishes, phrasing), visible=bool(wishes)),
            self.aside: up(value=aside_html(beside, phrasing) if beside else "", visible=bool(beside)),
        }

    def _fill(self, buttons: Sequence[Any], texts: Sequence[str]) -> Updates:
        """Buttons with these texts; those left over are not seen."""
        up = self.gr.update
        seen = {button: up(value=text, visible=True) for button, text in zip(buttons, texts, strict=False)}
        return {button: seen.get(button) or up(visible=False) for button in buttons}

    def _paint_texts(self, language: str, say: Mapping[str, str]) -> Updates:
        """What changes with the language alone."""
        up = self.gr.update
        labels = {
            slot[kind]: up(value=say[LABELS[kind]]) for slot in self.slots for kind in REACTIONS if kind != "like"
        }
        return {
            self.greeting: f"<h2>{escape(self.screens.greeting(language))}</h2><p>{escape(say['welcome'])}</p>",
            self.box: up(
                placeholder=say["placeholder"], label=say["placeholder"], submit_btn=say["send"], stop_btn=False
            ),
            **{getattr(self, name): up(value=say[name]) for name in ("theme", "new", "undo")},
            self.names: names_html(say, language),
            **self._fill(self.examples, self.screens.examples(language)),
            **{b: up(interactive=code != language) for code, b in self.tongues.items()},
            **labels,
        }
