"""Words and stems of a sentence, and the glue that claims nothing. Knows English; no catalogue."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Any

from retrieval.words import listed

# Words that say nothing checkable about an item: they join what is said. Adjectives of praise are not among them.
GLUE = listed("""
a an and are as at be been both but by can does each either even ever every for from get gets has have he her here him
his how i if in into is it its it's itself just let lets like made make makes me might more most much my no nor not of
off on once one only onto or our out over own part per plus she since so some something still such than that the their
them then there these they this those though through to together too toward towards under until up upon us very was
way we well were what when where which while who whose why will with within without would yes yet you your you'll
you're also about above across after against along amid among around away back before behind below beneath beside
between beyond despite down during except inside near outside past all any another because else enough few first
second third last less many neither none other others same several two three four five six seven eight nine ten half
ask asked asks bring brings built came come comes fit fits fitting follow follows found give gives given go goes hold
holds include includes including keep keeps leave leaves match matches matching mean means meet meets mix mixes mixed
need needs offer offers play plays put puts run runs seen set sets show shows take takes taken tell tells turn turns
use uses using want wanted wanting wants wish wished wishes work works blend blends combine combines combining explore
explores exploring feature features featuring deal deals dealing centre center centres centers revolve revolves focus
focuses involve involves involving contain contains story stories tale tales plot setting kind kinds element elements
theme themes themed side touch tone mood sense pick choice thing things title time times level full filled rich based
driven style styled
""")


def words(text: str) -> list[str]:
    """The words of a text, without numbers; hyphenated and possessive ones are parted."""
    flat = unicodedata.normalize("NFKC", text).replace("’", "'")
    parts = (re.sub(r"'s?$", "", w) for w in re.findall(r"[^\W\d_]+(?:'[^\W\d_]+)*", flat))
    return [w for w in parts if w]


def is_wide(text: str) -> bool:
    """Whether there is a letter of a script that puts no spaces between words: Chinese, Japanese, Korean."""
    return bool(re.search(r"[぀-ヿ㐀-鿿가-힯]", text))


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """The Snowball stem of an English word, without accents: "murders" and "murderer" meet in "murder"."""
    flat = "".join(c for c in unicodedata.normalize("NFKD", word.casefold()) if not unicodedata.combining(c))
    return str(_stemmer().stemWord(flat))


@lru_cache
def _stemmer() -> Any:
    import snowballstemmer  # type: ignore[import-untyped]

    return snowballstemmer.stemmer("english")
