"""The Chinese name that was meant by one with a wrong character of the same sound: 小龙包 is 小笼包. Knows keys of
names (see `words.key`); nothing of what they name.

People type by sound and pick a wrong character. No table of sounds is needed: the 3,755 common characters stand in the
order of their sound in GB 2312-80, a codec of every Python, and 392 of them begin a new syllable. Tones are not told
apart, nor -n from -ng after e and i, which many people do not hear. Wrong is worse than none: two names that sound
alike are no answer.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from functools import lru_cache

from retrieval.words import is_character

_FIRST_OF_SYLLABLE = (
    "啊埃鞍肮凹芭白斑邦苞杯奔崩逼鞭标鳖彬兵玻捕擦猜餐苍操厕层插拆搀昌超车郴撑吃充抽初揣川疮吹春戳疵聪凑粗蹿摧村磋搭呆耽当刀德"
    "蹬堤颠碉跌丁丢东兜督端堆墩掇蛾恩而发藩坊菲芬丰佛否夫噶该干冈篙哥给根耕工钩辜刮乖棺光瑰辊锅哈骸酣夯壕呵嘿痕哼轰喉呼花槐欢"
    "荒灰荤豁击嘉歼僵蕉揭巾荆炯揪鞠捐撅均喀开刊康考坷肯坑空抠枯夸块宽匡亏坤括垃莱蓝琅捞勒雷棱厘俩联粮撩列琳玲溜龙楼芦峦抡萝妈"
    "埋瞒芒猫么玫门萌眯棉苗蔑民明谬摸谋拇拿氖南囊挠呢馁嫩能妮蔫娘鸟捏您柠牛脓奴暖挪哦欧啪拍攀乓抛呸喷砰坯篇飘撇拼乒坡扑期掐牵"
    "枪橇切钦青琼秋趋圈缺裙然瓤饶惹壬扔日戎揉茹软蕊闰若撒腮三桑搔瑟森僧莎筛珊墒梢奢砷声师收蔬刷摔栓霜谁吮说斯松搜苏酸虽孙蓑塌"
    "胎坍汤掏特藤梯天挑贴厅通偷凸湍推吞拖挖歪豌汪威瘟嗡挝巫昔瞎掀相萧楔薪星兄休墟轩靴勋压焉殃邀椰一茵英哟拥幽迂鸳曰耘匝栽咱赃"
    "遭责贼怎增扎摘瞻樟招遮珍蒸芝中舟珠抓拽专桩椎谆捉兹鬃邹租钻嘴尊昨"
)
_PAIRS = "奔崩喷砰门萌芬丰嫩能根耕肯坑痕哼珍蒸郴撑砷声壬扔怎增森僧彬兵拼乒民明琳玲您柠巾荆钦青薪星茵英"
_SAME = dict(zip(_PAIRS[1::2], _PAIRS[::2], strict=True))
_SHORTEST = 3  # characters of a name: pairs of syllables are too many words' sound


class Sounds:
    """The names one may have meant by their sound. Only names all in such characters have one."""

    def __init__(self, keys: Iterable[str]) -> None:
        self._names: dict[tuple[str, ...], list[str]] = {}
        self._reach: dict[tuple[str, ...], int] = {}
        for name in dict.fromkeys(keys):
            words = name.split(" ")
            if len(words) >= _SHORTEST and all(map(is_character, words)):
                heard = tuple(map(sound, words))
                self._names.setdefault(heard, []).append(name)
                self._reach[heard[:2]] = max(self._reach.get(heard[:2], 0), len(words))

    def meant(self, words: Sequence[str]) -> str | None:
        """The key that sounds like these characters, most of which it has; None if none does, or several do."""
        found = self._names.get(tuple(map(sound, words)), [])
        near = [name for name in found if _alike(words, name.split(" "))]
        return near[0] if len(near) == 1 else None

    def reach(self, words: Sequence[str]) -> int:
        """How many characters the longest name has that begins with the sound of these two, 0 if none does."""
        return self._reach.get(tuple(map(sound, words)), 0)


def is_rare(character: str) -> bool:
    """Whether it is none of the common characters."""
    return not _CODES[0] <= _code(character) <= _LAST


@lru_cache(maxsize=8192)
def sound(character: str) -> str:
    """The first character of its syllable's in GB 2312; itself where that does not tell."""
    at = bisect_right(_CODES, _code(character)) - 1
    if at < 0 or _code(character) > _LAST:
        return character
    return _SAME.get(_FIRST_OF_SYLLABLE[at], _FIRST_OF_SYLLABLE[at])


def _code(character: str) -> bytes:
    try:
        return character.encode("gb2312")
    except UnicodeEncodeError:
        return b""


def _alike(said: Sequence[str], name: Sequence[str]) -> bool:
    """Whether at most one character in three is another one."""
    return 3 * sum(a != b for a, b in zip(said, name, strict=True)) <= len(name)


_CODES = [_code(character) for character in _FIRST_OF_SYLLABLE]
_LAST = _code("座")  # the last of the common characters; the rarer ones stand in the order of their strokes
