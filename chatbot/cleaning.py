"""What is no comment: empty, boilerplate, gibberish, spam, in another language, or there already. Each is set aside
with its reason, never silently.

Knows letters and what has gone by, within a bounded memory: of more texts than `MEMORY` the oldest are forgotten.
"""

from __future__ import annotations

import hashlib
import html
import re
import tomllib
import unicodedata
from collections import Counter, OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from chatbot.lexicon import FOLDER
from chatbot.polarity import sentences
from chatbot.render import shipped
from retrieval.alike import Alike
from retrieval.words import listed

Reason = Literal["", "empty", "boilerplate", "gibberish", "spam", "language", "duplicate", "near duplicate"]
REASONS: tuple[Reason, ...] = (
    "empty", "boilerplate", "gibberish", "spam", "language", "duplicate", "near duplicate",
)  # fmt: skip
MEMORY = 200_000  # texts that are remembered
_OFTEN = 5  # texts from which a long sentence that stands in each of them is boilerplate
_LONG = 40  # letters of such a sentence; a Chinese one counts three
_SHORT = 30  # letters up to which two people may well say the same
_HAN = re.compile(r"[一-鿿]")

# Words that a sentence of a language can hardly do without.
_SMALL = {
    "en": listed("the a an and is was are were it this that i to of in for on with not but my you he she so very be"),
    "es": listed("el la los las de que es una un por con para muy pero lo se en no mi y del está como más"),
    "fr": listed("le la les des de et est un une pour dans pas très mais je ce qui que avec sur il elle vous nous du"),
    "de": listed("der die das und ist ein eine nicht mit für sehr aber ich es den dem zu auf war sind habe wir im"),
    "it": listed("il lo la gli di che è un una per con non molto ma si in sono questo del della anche ho"),
    "pt": listed("o os as de que é um uma por com para muito mas não se em do da eu foi está no na"),
    "nl": listed("de het een en is van niet met voor zeer maar ik dat op te zijn was heel er ook"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Clean:
    """A text without markup and boilerplate, its language, and why it is set aside; "" where it is not. `same`: the id
    of the text that it repeats. `cut`: how many sentences were boilerplate."""

    text: str
    language: str
    reason: Reason = ""
    same: str = ""
    cut: int = 0


class Cleaner:
    """Looks at texts one after another, and remembers them. One thread at a time."""

    def __init__(self) -> None:
        self._whole: OrderedDict[bytes, str] = OrderedDict()
        self._alike = Alike(MEMORY // 2)
        self._sentences: Counter[bytes] = Counter()

    def take(self, id_: str, text: str, *, person: str = "", item: str = "") -> Clean:
        """A text as it is to be read."""
        plain = flat(text)
        kept, cut = self._without_boilerplate(plain)
        language = language_of(kept)
        if reason := _reason(plain, kept, language):
            return Clean(kept, language, reason, cut=cut)
        if same := self._before(id_, kept, person, item):
            return Clean(kept, language, "duplicate", same, cut)
        if len(_letters(kept)) > _SHORT and (same := self._alike.seen(id_, kept)):
            return Clean(kept, language, "near duplicate", same, cut)
        return Clean(kept, language, cut=cut)

    def _before(self, id_: str, text: str, person: str, item: str) -> str:
        """The id of the same text where that is no chance: a long one, or a short one by the same person of the same
        item."""
        letters = _letters(text)
        if len(letters) <= _SHORT and not person:
            return ""
        said = letters if len(letters) > _SHORT else f"{letters}\x1f{person}\x1f{item}"
        digest = _digest(said)
        before = self._whole.setdefault(digest, id_)
        if len(self._whole) > MEMORY:
            self._whole.popitem(last=False)
        return before if before != id_ else ""

    def _without_boilerplate(self, text: str) -> tuple[str, int]:
        """(the text without sentences that say nothing of the item, how many these were)."""
        kept, cut = [], 0
        for start, end in sentences(text):
            letters = _letters(text[start:end])
            if letters in known() or (len(letters.encode()) >= _LONG and self._common(letters)):
                cut += 1
            else:
                kept.append((start, end))
        if not cut:
            return text, 0
        return " ".join(text[start:end].strip() for start, end in kept), cut

    def _common(self, letters: str) -> bool:
        digest = _digest(letters)
        self._sentences[digest] += 1
        if len(self._sentences) > MEMORY:  # the rare ones go
            self._sentences = Counter({key: n for key, n in self._sentences.items() if n > 1})
            if len(self._sentences) > MEMORY // 2:
                self._sentences.clear()
        return self._sentences[digest] > _OFTEN


def flat(text: str) -> str:
    """A text without markup, entities, control characters and runs of white space.

    >>> flat("Good<br />value &amp; fast")
    'Good value & fast'
    """
    plain = re.sub(r"<[^<>]{1,200}>", " ", html.unescape(text))
    plain = unicodedata.normalize("NFC", plain)
    if not plain.isprintable():
        plain = "".join(c if c.isprintable() else " " for c in plain)
    return _AGAIN.sub(r"\1\1", " ".join(plain.split()))


_AGAIN = re.compile(r"(.{1,8}?)\1{3,}")  # what is said over and over counts twice: "很好很好很好很好很好"


@lru_cache
def known() -> frozenset[str]:
    """The letters of the boilerplate that ships."""
    tables = tomllib.loads((shipped("data") / FOLDER / "boilerplate.toml").read_text(encoding="utf-8"))
    return frozenset(_letters(text) for texts in tables.values() for text in texts)


_NO_LETTER = re.compile(r"[\W_]+")


def _letters(text: str) -> str:
    return _NO_LETTER.sub("", unicodedata.normalize("NFKC", text.casefold()))


def _digest(text: str) -> bytes:
    return hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=8).digest()


def language_of(text: str) -> str:
    """en, zh, or "other": by the script, then by the small words."""
    letters = [c for c in text if c.isalpha()]
    han = sum("一" <= c <= "鿿" for c in letters)
    if han and han >= 0.2 * len(letters) and not re.search(r"[぀-ヿ]{2}", text):
        return "zh"
    if not letters or sum(c.isascii() for c in letters) < 0.7 * len(letters):
        return "en" if not letters else "other"
    words = re.findall(r"[^\W\d_]+", text.lower())
    if len(words) < 5:
        return "en"
    counts = {language: sum(word in small for word in words) for language, small in _SMALL.items()}
    best = max(counts, key=lambda language: counts[language])
    return "other" if counts[best] >= 3 and counts["en"] * 2 < counts[best] else "en"


def _reason(plain: str, kept: str, language: str) -> Reason:
    """Why a text by itself is no comment."""
    if not re.search(r"[^\W\d_]", plain):
        return "empty"
    if not re.search(r"[^\W\d_]", kept):
        return "boilerplate"
    if is_spam(kept):
        return "spam"
    if is_gibberish(kept):
        return "gibberish"
    return "language" if language == "other" else ""


_CONTACT = re.compile(
    r"https?://|www\.|[\w.+-]+@[\w-]+\.\w|\b[\w-]+\.(?:com|net|shop|xyz|ru|cn|top|info|biz)\b"
    r"|(?:qq|微信|vx|v信|威信|weixin|wechat|whatsapp|telegram)\s*(?:号|群|[:：])?\s*[\w-]{4,}|(?<!\d)1[3-9]\d{9}(?!\d)|(?:加群|进群)",
    re.IGNORECASE,
)
_SELLS = re.compile(
    r"\b(?:click here|visit (?:my|our|us)|check out (?:my|our)|buy now|order now|promo code|discount code|coupon code"
    r"|earn \$?\d+|make money|work from home|free gift card|casino|viagra|cialis|crypto(?:currency)? (?:profit|invest)"
    r"|investment opportunity|loan|followers for|limited offer|subscribe to my|replica|dm me"
    r"|contact (?:me|us) (?:on|at|via))\b"
    r"|加我?微信|加我?[vV]|加[qQ]+|扫码|兼职|刷单|日赚|月入|招代理|代理加盟|优惠券群|领券|免费领取|点击链接|代购|代开"
    r"|发票|贷款|办证|返利|私聊我|高仿|博彩|彩票群",
    re.IGNORECASE,
)


def is_spam(text: str) -> bool:
    """Whether it sells something else: a way to be reached and words that sell, or little besides links."""
    contacts = _CONTACT.findall(text)
    links = len(re.findall(r"https?://|www\.", text))
    words = len(re.findall(r"\w+", _CONTACT.sub(" ", text)))
    return bool(contacts and _SELLS.search(text)) or (links >= 1 and words < 4) or links >= 3


_VOWELS = re.compile(r"[aeiouy]", re.IGNORECASE)
_HEAP = re.compile(r"[bcdfghjklmnpqrstvwxz]{6,}", re.IGNORECASE)
_KEYS = re.compile(
    r"asdf|sdfg|dfgh|fghj|ghjk|hjkl|qwer|wert|erty|rtyu|tyui|yuio|zxcv|xcvb|cvbn|vbnm|jkl;", re.IGNORECASE
)
_LAUGHS = frozenset("哈嘿呵嘻赞好棒顶haeo")


def is_gibberish(text: str) -> bool:
    """Whether it is a heap of letters: one of them over and over, keys in a row, words that nobody can say."""
    letters = [c for c in text.casefold() if c.isalpha()]
    if len(letters) > 1 and len(set(letters)) == 1 and letters[0].isascii():
        return True
    if len(letters) >= 5:
        most, times = Counter(letters).most_common(1)[0]
        if times > 0.6 * len(letters) and most not in _LAUGHS:
            return True
        if len(letters) >= 30 and len(set(letters)) <= (5 if _HAN.search(text) else 4):
            return not set(letters) <= _LAUGHS
    words: Sequence[str] = re.findall(r"[A-Za-z]{4,}", text)
    if not words or _HAN.search(text):
        return False
    odd = [w for w in words if not w.isupper() and (not _VOWELS.search(w) or _HEAP.search(w) or _KEYS.search(w))]
    return 2 * len(odd) > len(re.findall(r"[A-Za-z]+", text))
