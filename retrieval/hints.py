"""What columns are usually called, in a few languages: a hint of what they hold. Knows names; no cells.

A hint never decides by itself: a column called "title" whose cells are all alike is none.
"""

from __future__ import annotations

import re
import unicodedata

from retrieval.words import listed

ID = listed(
    "id ids sku isbn asin key uuid guid ean gtin upc handle slug code artikelnummer nummer nr no 编号 货号 序号"
)
TITLE = listed(
    "title titel titulo titre name names nom nombre bezeichnung label product produkt article item 名称 标题 "
    "名字 品名 店名 书名"
)
TEXT = listed(
    "description descriptions beschreibung descripcion text summary abstract plot synopsis overview body content "
    "details about notes note blurb extract review comment inhalt notiz 简介 描述 介绍 详情 内容 说明"
)
PERSON = listed(
    "author authors autor autoren director directors cast actor actors actress actresses artist artists writer writers "
    "composer designer designers narrator illustrator creator performer star starring by 导演 演员 作者 主演 歌手"
)
POPULARITY = listed(
    "popularity popular sales sold views viewed orders ordered purchases votes downloads plays streams clicks likes "
    "favorites favourites followers mentions bestseller beliebtheit verkäufe 销量 热度 人气 评论数 浏览量"
)
RANK = listed("rank ranks ranking rang rangliste position platz 排名 名次 排行")  # 1 is the best
COUNTED = listed("ratings rating reviews review rated users votes comments")  # with a word for a count beside it
COUNT = listed("count counts number num n total anzahl 数 数量")
IMAGE = listed(
    "image images img photo photos picture pictures pic thumbnail thumb poster bild foto 图片 图像 照片 封面"
)
LINK = listed("url link href page website permalink webseite homepage 链接 网址")
YEAR = listed("year years published released release publication date since founded jahr año annee année 年 年份 年代")
PRICE = listed("price prices cost fee preis prix precio amount budget 价格 价钱 票价 人均消费 人均 费用")
RATING = listed("rating ratings stars star score grade rated mean bewertung note 评分 星级 分数")
TIME = listed("minutes runtime duration length playtime time dauer 时长 时间")
AGE = listed("age alter 年龄")
LOW, HIGH = listed("min minimum from lowest least low start von ab"), listed("max maximum to highest most high end bis")


def words_of(name: str) -> list[str]:
    """The words in a column's name, its innermost part alone: "facts.minAge" -> min, age."""
    last = name.rpartition(".")[2]
    apart = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", unicodedata.normalize("NFC", last))
    return [word for word in re.split(r"[\W_]+", apart.lower()) if word]


def hinted(name: str, hint: frozenset[str]) -> bool:
    """Whether one of the words in a column's name is of a hint."""
    return not hint.isdisjoint(words_of(name))


def strength(name: str, hint: frozenset[str]) -> int:
    """2 where a column's whole name is of a hint, 1 where one of its words is, else 0."""
    words = words_of(name)
    return 0 if hint.isdisjoint(words) else 2 if len(words) == 1 else 1


def counts(name: str) -> bool:
    """Whether a column says how many people chose, rated or reviewed a thing."""
    words = set(words_of(name))
    if words & RANK:
        return False
    if words & POPULARITY:
        return True
    of_many = bool(words & COUNT) and (bool(words & COUNTED) or len(words) > 1)
    return of_many or {"users", "rated"} <= words


def label_of(name: str) -> str:
    """A column's name as a person reads it: "facts.user_rating" -> User rating."""
    shown = " ".join(words_of(name)) or name
    return shown[:1].upper() + shown[1:]


def key_of(name: str) -> str:
    """A column's name as a field's: small letters, digits and underlines."""
    return "_".join(words_of(name)) or "field"
