"""Questions about items: what is asked of which, and the answer from the fields, on the demo catalogues."""

from __future__ import annotations

import pytest
from conftest import HashedWords

from chatbot.phrasing import Phrasing
from chatbot.queries import read_query
from chatbot.questions import Questions
from chatbot.render import shipped
from retrieval.catalogue import Catalogue, Item, load
from retrieval.linker import Linker
from retrieval.retriever import Hit

ON_SCREEN = {
    "movies": ("heat-1995", "alien-1979", "amelie-2001", "spirited-away-2001"),
    "boardgames": ("catan-1995", "codenames-2015", "pandemic-2008", "azul-2017"),
    "places": ("half-pole-tea-house", "green-carriage-tea-stop", "slanting-rain-coffee"),
}


@pytest.fixture(scope="module")
def linkers() -> dict[str, Linker]:
    return {name: Linker(load(shipped("data") / f"{name}.jsonl"), HashedWords()) for name in ON_SCREEN}


def items(catalogue: Catalogue, *ids: str) -> list[Item]:
    return [item for one in ids if (item := catalogue.item(one))]


def answer(linker: Linker, name: str, message: str, language: str, focus: str = "") -> str:
    """The answer while the items of ON_SCREEN are shown."""
    hits = [Hit(item, 1.0, {}) for item in items(linker.catalogue, *ON_SCREEN[name])]
    return Questions(Phrasing(linker.catalogue, language)).answer(read_query(message, linker, hits, focus))


ENGLISH = [
    ("movies", "how long is the second?", "Alien: 117 minutes long."),
    ("movies", "is it violent?", "The catalogue does not say “violent” of Heat. It says: tense, stylish, epic."),
    ("movies", "who's in Heat", "Heat: with Al Pacino, Robert De Niro, Val Kilmer, Jon Voight, Tom Sizemore."),
    ("movies", "who's in heat?", "Heat: with Al Pacino, Robert De Niro, Val Kilmer, Jon Voight, Tom Sizemore."),
    ("movies", "does it have subtitles?", "Heat: the catalogue does not say."),
    ("movies", "who directed the third?", "Amélie: directed by Jean-Pierre Jeunet."),
    ("movies", "when was Alien made?", "Alien: from 1979."),
    ("movies", "what year is it from?", "Heat: from 1995."),
    ("movies", "which is the shortest?", "The shortest: “Alien”, 117 minutes long."),
    ("movies", "which of these is the newest", "The newest: “Amélie”, “Spirited Away”, from 2001."),
    ("movies", "which one is for kids", "Family: “Spirited Away”."),
    ("movies", "which one is the scariest?", "Scary: “Alien”."),
    ("movies", "which is funniest?", "The catalogue does not say “funny” of any of these."),
    ("movies", "is the third one french?", "Yes. Amélie: from France."),
    ("movies", "is Heat by Michael Mann?", "Yes. Heat: directed by Michael Mann."),
    ("movies", "is Brad Pitt in Heat?",
     "The catalogue does not say “Brad Pitt” of Heat. It says: with Al Pacino, Robert De Niro, Val "
     "Kilmer, Jon Voight, Tom Sizemore."),
    ("movies", "is the first longer than two hours?", "Yes. Heat: 170 minutes long."),
    ("movies", "is it under two hours?", "No. Heat: 170 minutes long."),
    ("movies", "are any of these from the 90s?", "Heat (from 1995)."),
    ("movies", "which of these is under two hours?", "Alien (117 minutes long)."),
    ("movies", "what language is the fourth in?", "Spirited Away: in Japanese."),
    ("movies", "how long are they?",
     "Heat: 170 minutes long. Alien: 117 minutes long. Amélie: 122 minutes long. Spirited Away: 125 "
     "minutes long."),
    ("movies", "who directed these?",
     "Heat: directed by Michael Mann. Alien: directed by Ridley Scott. Amélie: directed by "
     "Jean-Pierre Jeunet. Spirited Away: directed by Hayao Miyazaki."),
    ("movies", "isn't it too violent?",
     "The catalogue does not say “violent” of Heat. It says: tense, stylish, epic."),
    ("movies", "does it have robots?",
     "The catalogue does not say “robots” of Heat. It says: los angeles, bank robbery, police, "
     "professional criminals, obsession, cat and mouse."),
    ("movies", "did it win an Oscar?", "Heat: the catalogue does not say."),
    ("movies", "How long is Tenet?", "I do not have “Tenet” here."),
    ("movies", "is Alien scary or funny?",
     "Yes. Alien: scary. The catalogue does not say “funny” of Alien. It says: scary, tense, "
     "atmospheric."),
    ("movies", "which one is best?", "The catalogue does not say which."),
    ("movies", "how much does it cost?", "Heat: the catalogue does not say."),
    ("movies", "where is it from?", "Heat: from United States."),
    ("movies", "is it long?", "Heat: 170 minutes long."),
    ("movies", "what genre is the first?", "Heat: crime, thriller, heist, drama."),
    ("movies", "who made it and how long is it?",
     "Heat: 170 minutes long; directed by Michael Mann; with Al Pacino, Robert De Niro, Val Kilmer, "
     "Jon Voight, Tom Sizemore."),
    ("movies", "how old is Heat?", "Heat: from 1995."),
    ("movies", "is the second a horror film?", "Yes. Alien: horror."),
    ("movies", "who stars in Alien",
     "Alien: with Sigourney Weaver, Tom Skerritt, John Hurt, Ian Holm, Yaphet Kotto."),
    ("movies", "what's the runtime of the third", "Amélie: 122 minutes long."),
    ("movies", "is Inception longer than Heat?", "Inception: 148 minutes long. Heat: 170 minutes long."),
    ("movies", "what kind of film is it?", "Heat: crime, thriller, heist, drama."),
    ("movies", "is it suitable for children?",
     "The catalogue does not say “family” of Heat. It says: crime, thriller, heist, drama."),
    ("movies", "which ones are thrillers?", "Thriller: “Heat”, “Alien”."),
    ("movies", "are any of these in French?", "French: “Amélie”."),
    ("movies", "does the second have Sigourney Weaver?", "Yes. Alien: with Sigourney Weaver."),
    ("movies", "is Alien set in space?", "Yes. Alien: space."),
    ("movies", "which of these is from Japan?", "Japan: “Spirited Away”."),
    ("movies", "who is the director of Heat and how long is it?",
     "Heat: directed by Michael Mann; 170 minutes long."),
    ("movies", "which is shorter, Heat or Alien?", "The shorter: “Alien”, 117 minutes long."),
    ("movies", "what keywords does the third have?",
     "Amélie: paris, montmartre, waitress, loneliness, kindness, photo booth."),
    ("movies", "which one has the highest rating?", "The catalogue does not say which."),
    ("boardgames", "is Catan good for two?", "No. Catan: for 3–4 players."),
    ("boardgames", "how many can play the second?", "Codenames: for 2–8 players."),
    ("boardgames", "which is the cheapest?", "The cheapest: “Codenames”, up to $20."),
    ("boardgames", "which one is the most expensive?", "The most expensive: “Catan”, up to $60."),
    ("boardgames", "which is the simplest?", "The simplest: “Codenames”, complexity 1.3 of 5."),
    ("boardgames", "is it good for kids?",
     "The catalogue does not list “children” for Catan. It says: strategy, family."),
    ("boardgames", "how long does Pandemic take?", "Pandemic: 45 minutes."),
    ("boardgames", "how much is the third?", "Pandemic: up to $40."),
    ("boardgames", "is it expensive?", "Catan: up to $60."),
    ("boardgames", "is Codenames cooperative?",
     "The catalogue does not list “cooperative” for Codenames. It says: party, word game, deduction."),
    ("boardgames", "is the third cooperative?", "Yes. Pandemic: cooperative."),
    ("boardgames", "does Catan use dice?", "Yes. Catan: with dice rolling."),
    ("boardgames", "is there trading in Catan?", "Yes. Catan: with trading."),
    ("boardgames", "who designed Azul?", "Azul: designed by Michael Kiesling."),
    ("boardgames", "which of these is for 2 players?",
     "Codenames (for 2–8 players); Pandemic (for 2–4 players); Azul (for 2–4 players)."),
    ("boardgames", "which can be played with six?", "Codenames (for 2–8 players)."),
    ("boardgames", "does it need batteries?", "Catan: the catalogue does not say."),
    ("boardgames", "how complex is it?", "Catan: complexity 2.3 of 5."),
    ("boardgames", "is it hard?", "Catan: complexity 2.3 of 5."),
    ("boardgames", "how old must one be to play Codenames?", "Codenames: from age 14."),
    ("boardgames", "can a 7-year-old play Pandemic?", "No. Pandemic: from age 8."),
    ("boardgames", "what's the theme of the last?", "Azul: about art, colors, portugal."),
    ("boardgames", "is it about space?",
     "The catalogue does not say “space” of Catan. It says: about settlers, islands."),
    ("boardgames", "are they all under $40?",
     "No. Catan: up to $60. Yes. Codenames: up to $20. Yes. Pandemic: up to $40. Yes. Azul: up to "
     "$40."),
    ("boardgames", "which plays the most players?", "The most players: “Codenames”, for 2–8 players."),
    ("boardgames", "is it for 2 to 4 players?", "No. Catan: for 3–4 players."),
    ("boardgames", "does it play in under an hour?", "No. Catan: 75 minutes."),
    ("boardgames", "which of them are over $30?", "Catan (up to $60); Pandemic (up to $40); Azul (up to $40)."),
    ("places", "does it have parking?",
     "The catalogue does not list “parking” for Half Pole Tea House. It says: takeaway."),
    ("places", "which is the cheapest?", "The cheapest: “Green Carriage Tea Stop”, about 16 yuan a head."),
    ("places", "what time does the first open?", "Half Pole Tea House: opens at 5:00; closes at 17:00."),
    ("places", "is there wifi at the third?", "Yes. Slanting Rain Coffee: Wi-Fi."),
]  # fmt: skip

CHINESE = [
    ("movies", "第二个多长？", "异形：117分钟。"),
    ("movies", "谁导演的？", "盗火线：Michael Mann导演。"),
    ("movies", "第一部是谁演的？", "盗火线：阿尔·帕西诺，罗伯特·德尼罗，Val Kilmer，Jon Voight，Tom Sizemore出演。"),
    ("movies", "它暴力吗？", "目录里没有写盗火线“暴力”。目录里写的是：紧张，有风格，史诗。"),
    ("movies", "第二个吓人吗", "是的。异形：吓人。"),
    ("movies", "哪个最短？", "最短的是“异形”，117分钟。"),
    ("movies", "哪部最新？", "最新的是“天使爱美丽”, “千与千寻”，2001年。"),
    ("movies", "哪部最老", "最老的是“异形”，1979年。"),
    ("movies", "适合孩子吗？", "盗火线：目录里没有写。"),
    ("movies", "哪个适合孩子看？", "目录里没有写是哪一个。"),
    ("movies", "有字幕吗？", "盗火线：目录里没有写。"),
    ("movies", "《异形》是哪一年的？", "异形：1979年。"),
    ("movies", "《星际穿越》多长？", "星际穿越：169分钟。"),
    ("movies", "第三部是法国的吗？", "是的。天使爱美丽：来自法国。"),
    ("movies", "第一个超过两小时吗？", "是的。盗火线：170分钟。"),
    ("movies", "第四部是什么语言？", "千与千寻：语言：日语。"),
    ("movies", "这几部都是谁导演的？", "盗火线：Michael Mann导演。异形：雷德利·斯科特导演。"
     "天使爱美丽：Jean-Pierre Jeunet导演。千与千寻：宫崎骏导演。"),
    ("movies", "有没有恐怖的？", "目录没有把盗火线列为“恐怖”。目录里写的是：犯罪，惊悚，盗窃，剧情。"),
    ("movies", "哪部是日本的？", "日本：“千与千寻”。"),
    ("movies", "第二部有外星人吗？", "是的。异形：外星人。"),
    ("movies", "第三部比两小时长吗？", "是的。天使爱美丽：122分钟。"),
    ("movies", "哪几部是美国的？", "美国：“盗火线”, “异形”。"),
    ("boardgames", "几个人玩", "Catan：3–4人。"),
    ("boardgames", "第二个几个人玩？", "Codenames：2–8人。"),
    ("boardgames", "两个人能玩吗？", "不是。Catan：3–4人。"),
    ("boardgames", "哪个最便宜？", "最便宜的是“Codenames”，不超过20美元。"),
    ("boardgames", "哪个最简单", "最简单的是“Codenames”，复杂度 1.3（满分5）。"),
    ("boardgames", "有停车吗？", "Catan：目录里没有写。"),
    ("boardgames", "玩一局多久？", "Catan：75分钟。"),
    ("boardgames", "适合几岁的孩子？", "Catan：10岁以上。"),
    ("boardgames", "卡坦岛要掷骰子吗？", "是的。Catan：有掷骰子。"),
    ("boardgames", "难吗？", "Catan：复杂度 2.3（满分5）。"),
    ("boardgames", "哪些是合作的？", "合作：“Pandemic”。"),
    ("boardgames", "谁设计的", "Catan：Klaus Teuber设计。"),
    ("boardgames", "适合6岁的孩子吗？", "不是。Catan：10岁以上。"),
    ("boardgames", "哪个时间最长？", "最长的是“Catan”，75分钟。"),
    ("boardgames", "第二个最多几个人？", "Codenames：2–8人。"),
    ("boardgames", "卡坦岛多少钱？", "Catan：不超过60美元。"),
    ("places", "有停车吗？", "目录没有把半篙茶社列为“停车”。目录里写的是：外带。"),
    ("places", "第一家有包间吗", "目录没有把半篙茶社列为“包间”。目录里写的是：外带。"),
    ("places", "人均多少？", "半篙茶社：人均22元。"),
    ("places", "几点开门？", "半篙茶社：5点开门。"),
    ("places", "第二家开到几点？", "绿皮茶站：22点打烊。"),
    ("places", "哪家最便宜？", "最便宜的是“绿皮茶站”，人均16元。"),
    ("places", "哪家评分最高？", "评分最高的是“斜雨咖啡”，评分4.7。"),
    ("places", "可以带狗吗？", "目录没有把半篙茶社列为“宠物友好”。目录里写的是：外带。"),
    ("places", "哪家能带狗", "宠物友好：“斜雨咖啡”。"),
    ("places", "在哪里？", "半篙茶社：在老城。"),
    ("places", "有什么好吃的？", "半篙茶社：目录里没有写。"),
    ("places", "适合约会吗", "目录里没有写半篙茶社“适合约会”。目录里写的是：临河，老字号感，适合聊天，烟火气。"),
    ("places", "哪家有插座", "插座：“绿皮茶站”。"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "message", "expected"), ENGLISH)
def test_english(linkers: dict[str, Linker], name: str, message: str, expected: str) -> None:
    assert answer(linkers[name], name, message, "en") == expected


@pytest.mark.parametrize(("name", "message", "expected"), CHINESE)
def test_chinese(linkers: dict[str, Linker], name: str, message: str, expected: str) -> None:
    assert answer(linkers[name], name, message, "zh") == expected


@pytest.mark.parametrize(
    ("message", "language", "place"),
    [
        ("what's it about?", "en", 0),
        ("what is Alien about?", "en", 1),
        ("what happens in the third?", "en", 2),
        ("第三部讲什么？", "zh", 2),
        ("异形是什么故事", "zh", 1),
        ("is there a detective in it?", "en", 0),
    ],
)
def test_what_it_is_about_is_its_text(linkers: dict[str, Linker], message: str, language: str, place: int) -> None:
    catalogue = linkers["movies"].catalogue
    item = items(catalogue, ON_SCREEN["movies"][place])[0]
    title = Phrasing(catalogue, language).title(item)
    text = f"{title}: {item.text}" if language == "en" else f"{title}：{item.text}"
    assert answer(linkers["movies"], "movies", message, language) == text


@pytest.mark.parametrize("message", ["tell me about the second", "what about Alien?", "how is the second?", "alien?"])
def test_all_that_is_known(linkers: dict[str, Linker], message: str) -> None:
    catalogue = linkers["movies"].catalogue
    item = items(catalogue, "alien-1979")[0]
    facts = "; ".join(Phrasing(catalogue, "en").facts(item))
    assert answer(linkers["movies"], "movies", message, "en") == f"Alien: {facts}. {item.text}"


def test_it_is_the_item_last_talked_about(linkers: dict[str, Linker]) -> None:
    assert answer(linkers["movies"], "movies", "how long is it?", "en", "alien-1979") == "Alien: 117 minutes long."
    assert answer(linkers["movies"], "movies", "how long is it?", "en", "inception-2010").startswith("Inception")
    assert answer(linkers["movies"], "movies", "how long is the first?", "en", "alien-1979").startswith("Heat")


def test_nothing_on_screen(linkers: dict[str, Linker]) -> None:
    said = Questions(Phrasing(linkers["movies"].catalogue, "en")).answer(read_query("is it long?", linkers["movies"]))
    assert said == "Tell me which of them you mean, by its title or its place in the list."


def test_what_an_item_lacks_is_said_where_it_is_not_known(games: Catalogue) -> None:
    linker = Linker(games, HashedWords())
    hits = [Hit(item, 1.0, {}) for item in items(games, "up", "detective-alley")]
    english = Questions(Phrasing(games, "en"))

    def said(message: str) -> str:
        return english.answer(read_query(message, linker, hits))

    assert said("which is the cheapest?") == (
        "The cheapest: “Up”, $15. Of “Detective Alley” the catalogue does not say it."
    )
    assert said("which is the oldest?").startswith("The oldest: “Up”, 2019.")
    assert said("is the second under $30?") == "Detective Alley: the catalogue does not say its price."
    assert said("how much are they?") == "Up: $15. Detective Alley: the catalogue does not say its price."
    assert said("is Up horror?") == "The catalogue does not list “horror” for Up. It says: party, dexterity."
    assert said("is Up scary?") == "The catalogue does not say “scary” of Up. It says: funny."
