"""The words by which the rules tell what is meant: negation, liking, having seen, asking. English and some Chinese."""

from __future__ import annotations

import re

from retrieval.words import listed

NEG = re.compile(
    r"\b(?:no|(?<!why )not(?! only| just| necessarily)|without|never|nothing(?! but)|neither|nor|hardly|rarely"
    r"|(?<!not )(?<!n['’]t )hat(?:e|es|ed|ing)|stop (?:showing|recommending|suggesting)|fewer|dislik(?:e|es|ed)|loath(?:e|ed)|avoid|except|skip|less"
    r"|instead of|rather than|sick of|tired of|bored (?:of|by|with)|(?<!get )enough(?: of)?|anything but|other than|fed up with"
    r"|can(?:no|['’])?t (?:stand|bear|take)|cannot (?:stand|bear)|(?:do|does|did|is|was|are|has|have|need|should|must|wo|would)n['’]?t"
    r"(?! mind| care| hate| dislike))\b|\btoo\s+$"
    r"|不要|不想|不喜欢|不爱|(?<![特告性])别(?![的人])|讨厌|除了|不是|(?<!有)没有|不能|不含|不看|非(?![常洲])"
)
POS = re.compile(
    r"\b(?:lov(?:e|es|ed|ing)|lik(?:e|es|ed)|enjoy(?:s|ed)?|ador(?:e|es|ed)|favou?rites?|wants?|wanted|into|fans? of|prefer|just|only|give me|looking for|need)\b"
    r"|喜欢|爱看|想看|想要|爱玩|类似|像|来点|推荐"
)
SEEN = re.compile(
    r"\b(?:seen|watched|already (?:know|have|own|played|read|saw)|played|been to|i know|own|saw)\b|看过|玩过|去过|吃过|读过"
)
SOFT = re.compile(
    r"\b(?:too|a bit|a little|less|fewer|hardly|rarely|rather|prefer(?:ably)?|not (?:so|very|that|too|really))\b|太|有点|少"
)
MUST = re.compile(r"\b(?:only|must|has to be|strictly|definitely|absolutely|nothing but)\b|必须|只要|一定")
AFTER_NEG = re.compile(
    r"^[^,.;!?]{0,12}?\b(?:(?:is|are|was|were)(?:n['’]?t| not)|not) (?:really )?(?:my|for me|our)\b|^\s*(?:bores?|please no|sucks?|not so much)\b"
    r"|^\s*(?:is|was|are|were) (?:(?:so|too|very|really|just|a bit) )*(?:boring|bad|terrible|awful|dull|overrated|rubbish)\b"
)
FINE = re.compile(
    r"^\s*(?:is|are|would be) (?:also )?(?:fine|ok|okay|all right|alright)\b"
)  # an earlier "no" is taken back
MIND = re.compile(
    r"(?:\bdo(?:es)?(?:n['’]?t| not) (?:mind|care|need|have to be)\b|\bnot necessarily\b|(?<!never )\bforget\b"
    r"|\bremove\b)"
    r"(?:\s+[\w'’]+){0,3}\s*$"
)
BREAK = re.compile(
    r"[,.;!?\n，。；！？、]+|\b(?:(?<!anything )(?<!nothing )but|however|although|though|yet|instead(?! of)|because|while)\b|但是|但|不过|可是|而是"
)
JOIN = re.compile(r"^(?:\s|and|or|nor|,|、|和|或|也|any|more|the|a|an)*$")
REFERENCE = re.compile(
    r"(?:\b(?:the |that |number |no\. ?)|#)(?:(?P<word>first|second|third|fourth|fifth|sixth|last)(?: (?:one|item|pick))?"
    r"|(?P<digit>[1-9]))\b|第(?P<han>[一二三四五六])[个部款家]|(?P<lasthan>最后一[个部款家])"
)
ORDER = {w: n for n, w in enumerate(["first", "second", "third", "fourth", "fifth", "sixth"])} | {
    h: n for n, h in enumerate("一二三四五六")
}
MORE = re.compile(
    r"\b(?:(?:what|anything|something|who|any(?:one)?) else|else\?|show (?:me )?(?:more|(?:some |the )?others)|more (?:options|suggestions|of (?:these|those|them)|please)"
    r"|other (?:ones|options|suggestions)|any others?|next|different ones|another (?:one|few)|some more|none of (?:these|those))\b"
    r"|^more\b|还有(?:吗|别的|其他|没有)|换一批|再来|别的"
)
SIMILAR = re.compile(r"\b(?:similar|like (?:it|that|this|them|those))\b|类似|差不多的|这样的")
SURPRISE = re.compile(
    r"\bsurprise me\b|\bany(?:thing)? (?:is|goes|will do)\b|\b(?:i )?do(?:n['’]?t| not) (?:care|mind)\b|\byou (?:choose|pick|decide)\b|随便|都可以|你决定"
)
QUESTION = re.compile(
    r"^(?:who|when|where|how (?:long|old|much|many|scary|violent|dark)|is (?:it|that|this|the)|does (?:it|that|the)|was it|what(?:'s| is| was) (?:it|that|the)"
    r"|which (?:of|one)|tell me about|what(?:['’]s| is| was) .{1,60} about)\b|怎么样|(?:是谁|多长|多久|哪一年|讲(?:了|的是)?什么|谁导演|谁演)"
)
ASKS = re.compile(
    r"\b(?:recommend|suggest|surprise me|any ?(?:thing|suggestions?|ideas?)|some ?thing|what (?:should|can|could) (?:i|we)"
    r"|(?:find|give|show|pick) (?:me|us))\b|推荐|随便|看什么|玩什么"
)
REPLY = re.compile(r"^\W*(?:no|yes|nope|yeah|nah|never|more|next|stop|nothing|hello)\W*$")  # though films are called so
TAG = re.compile(r"<[^<>]{1,200}>")
COMMAND = re.compile(  # to the program, not about an item
    r"\b(?:ignore|disregard|forget|override|reveal|print|repeat)\b.*\b(?:instructions?|prompts?|rules|system)\b",
    re.IGNORECASE,
)
COMPANION = re.compile(  # who watches or plays along is no wish
    r"\bwith (?:my|our) (?:wife|husband|girlfriend|boyfriend|partner|mum|mom|mother|dad|father|parents|grandmother|grandma|grandfather|grandpa|sister|brother|friends?|in-laws|colleagues?)\b",
    re.IGNORECASE,
)
FAN = re.compile(r"\bfans? of\b", re.IGNORECASE)
FILLER = listed("""
a about after all also am an and any anyone anything are as at be been before being best bit both can could do does
doing done during each either else enough ever every feel feeling few find fine for from get give go going good great
had has have hello help her here hey hi him his how i i'd i'll i'm i've if in into is it it's its item items just kind
know let let's like liked likes little look looking lot lots love loved loves made make many may maybe me might mind
mood more most much must my need never new nice no not nothing now of off ok okay on one ones only or other our out
over own perhaps person pick play please prefer really recommend recommendation recommendations right saw say see seen
set she should show so some somebody someone something sort stuff suggest suggestion suggestions sure take tell than
thank thanks that that's the their them then there these they thing things think this those time to today together
tonight too try type up us very want wanted wants was watch watched watching way we we'd we'll we're well were what
what's when where which while who whole will wish with without won't would yes yet you your you're isn't wasn't
doesn't don't didn't can't cannot couldn't wouldn't shouldn't aren't hate hated hates avoid except less stand bear
tired sick already enjoy enjoyed favourite favorite fan fans want's bored style vibe vibes question hear recently
actually rather between under usually always night evening weekend friend friends first second third fourth fifth
sixth last number but neither nor others wait got looks makes care still hmm bad boring terrible awful rubbish
overrated hardly rarely necessarily forget remove stop showing fewer why haven't hasn't hadn't weren't surprise idea
ideas instead similar later earlier older two three four five six ten people mum mom dad wife husband girlfriend
boyfriend partner daughter son years old happens whatever
""")
