"""Two more kinds of simulated people, whose words are an LLM's: one that says the agenda's acts in its own words, one
that plays a persona freely. What they take, click and leave for is decided as by the agenda: by the model of choice.

Knows prompts and the agenda. An LLM that fails, or whose words drop a wish, leaves the agenda's own words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from chatbot.agenda import Agenda
from chatbot.llm import LLM, LLMError, Message, complete
from chatbot.meeting import Reply, Screen
from chatbot.phrasing import Phrasing
from chatbot.render import messages
from chatbot.talk import Act, templates

WORDED, FREE = "worded", "free"
_TOKENS, _SECONDS = 60, 300.0  # nobody waits for them
_LONGEST = 240  # characters of a message
_REMEMBERED = 3  # exchanges that the persona is reminded of
_AS_THEY_ARE = frozenset({"take", "leave"})  # acts that end a chat: their words change nothing


@dataclass
class Worded:
    """What the agenda does, worded by the LLM."""

    agenda: Agenda
    llm: LLM

    def listen(self, screen: Screen) -> Reply:
        """The agenda's next reply in other words."""
        reply = self.agenda.listen(screen)
        if not reply.text or reply.act.kind in _AS_THEY_ARE:
            return reply
        manner = templates(self.agenda.person.language)["manner"]
        prompt = messages(
            "reword.md", manner=manner[self.agenda.person.manner], language=manner["language"], text=reply.text
        )
        said = _answer(self.llm, prompt)
        return replace(reply, text=said, spare=reply.text) if said and self._whole(said, reply.act) else reply

    def _whole(self, said: str, act: Act) -> bool:
        """Whether every value and number of the act is still said: else it would tell something else."""
        low = said.casefold()
        for fact in act.facts:
            field_ = self.agenda.catalogue.fields[fact.field]
            named = field_.value_in(self.agenda.person.language, fact.value).casefold() if fact.value else ""
            numbers = [f"{n:g}" for n in (fact.low, fact.high) if n is not None and not fact.value]
            if (named and named not in low) or (numbers and not any(n in low for n in numbers)):
                return False
        return True


@dataclass
class Free:
    """The LLM plays somebody with that need, and says what it likes."""

    agenda: Agenda
    llm: LLM
    _said: list[str] = field(default_factory=list)
    _heard: list[str] = field(default_factory=list)

    def listen(self, screen: Screen) -> Reply:
        """What it says next; the agenda's rules for taking, clicking and leaving."""
        reply = self.agenda.listen(screen)
        if not reply.text or reply.leaves:
            return reply
        if self._said:
            self._heard.append(self._told(screen))
        said = _answer(self.llm, self._prompt(screen))
        if not said or _bare(said) in map(_bare, self._said):  # a small LLM says the same again and again
            said = reply.text
        self._said.append(said)
        return replace(reply, text=said, spare=reply.text)

    def _prompt(self, screen: Screen) -> list[Message]:
        agenda = self.agenda
        language = agenda.person.language
        manner = templates(language)["manner"]
        phrasing = Phrasing(agenda.catalogue, language)
        lines = [
            manner["visitor"].format(said=said) + "\n" + heard
            for said, heard in zip(self._said, self._heard, strict=False)
        ]
        return messages(
            "persona.md",
            noun=phrasing.noun(2),
            manner=manner[agenda.person.manner],
            language=manner["language"],
            wishes=agenda.talk.listed(agenda.known) or manner["nothing"],
            first=agenda.talk.listed(agenda.known[:1]) or manner["nothing"],
            talk="\n".join(lines[-_REMEMBERED:]) or manner["silent"],
            shown=self._shown(screen) or manner["silent"],
        )

    def _told(self, screen: Screen) -> str:
        line = templates(self.agenda.person.language)["manner"]["answer"]
        return str(line).format(answer=screen.text, shown=self._shown(screen))

    def _shown(self, screen: Screen) -> str:
        """What is on screen, by its facts: a title there may be a hidden one's, and is not for them to repeat."""
        phrasing = Phrasing(self.agenda.catalogue, self.agenda.person.language)
        items = [item for one in screen.ids if (item := self.agenda.catalogue.item(one))]
        return "; ".join(f"{n}. {phrasing.summary(item)}" for n, item in enumerate(items, 1))


def _bare(said: str) -> str:
    return "".join(filter(str.isalnum, said.casefold()))


def _answer(llm: LLM, prompt: Sequence[Message]) -> str:
    """The LLM's line, without quotes or the name of who says it; "" where it gives none."""
    try:
        said = complete(llm, prompt, max_tokens=_TOKENS, deadline=_SECONDS)
    except LLMError:
        return ""
    first = next((line.strip() for line in said.splitlines() if line.strip()), "")
    bare = first.removeprefix("Visitor:").strip().strip('"“”').strip()
    return bare[:_LONGEST]
