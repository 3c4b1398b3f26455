"""The words by which the rules tell what is meant: negation, liking, having seen, asking. English and Chinese."""

from __future__ import annotations

import re

from chatbot import cues_zh as zh
from retrieval.words import listed


def either(english: str, chinese: str) -> re.Pattern[str]:
    """The words of both languages as one pattern."""
    return re.compile(f"{english}|{chinese}")


NOT = r"(?:n['’]t|\b(?:do|does|did|have|has|had|is|was|were|would|wo|could|ca)nt|\bnot|\bnever)"
NEG = either(
    r"\bnon-$|\b(?:no|(?<!why )not(?! only| just| necessarily)|without|never|nothing(?! but)|neither|nor|hardly|rarely"
    r"|(?<!not )(?<!n['’]t )hat(?:e|es|ed|ing)|stop (?:showing|recommending"
    r"|suggesting)|fewer|dislik(?:e|es|ed)|loath(?:e|ed)|avoid|except"
    r"|skip|less"
    r"|instead of|rather than|sick of|tired of|bored (?:of|by|with)|(?<!get )enough(?: of)?"
    r"|anything but|other than|fed up with|spare me|hold the|minus|sans"
    r"|not (?:keen|big|huge|mad) on|(?:upset|scared|freaked out|bothered"
    r"|put off|triggered) (?:by|of)|dis+ap+ointed (?:in|by|with)|allergic to|no more|steer clear of"
    r"|enough with"
    r"|can(?:no|['’])?t (?:stand|bear|take|watch|handle)|cannot (?:stand|bear|watch|handle)|(?:do"
    r"|does|did|is|was|are|has|have|need|should|must|wo|would)n['’]?t"
    r"(?! mind| care| hate| dislike))\b|\btoo\s+$",
    zh.NEG,
)
POS = either(
    r"\b(?:lov(?:e|es|ed|ing)|lik(?:e|es|ed)|enjoy(?:s|ed)?|ador(?:e|es"
    r"|ed)|favou?rites?|wants?|wanted|into|fans? of|prefer|just|only|give me"
    r"|looking for|need)\b",
    zh.POS,
)
SEEN = either(
    r"\b(?:seen|watched|already (?:know|have|own|played|read|saw)|played"
    r"|been to|i know|own|saw)\b",
    zh.SEEN,
)
FAULTED = re.compile(  # "that one is a bit scary"
    r"^\W*(?:\w+ )?(?:it|that|this|they|those|these)\b[^,]{0,20}?(?:\b(?:is|was|are|were|seems?|looks?|sounds?)|['’]s)"
    r" (?:maybe |probably |perhaps |just )?a (?:bit|litt?le|tad)\s+$"
)
# Anything that may speak against something, for a reader that is not sure.
REFUSAL = re.compile(
    r"n['’]?t\b|\b(?:bad|worst|boring|bored|terrible|awful|hate|dull|overrated"
    r"|disappoint\w*|not|scares?|scared|upset|too|less|instead|pass|skip"
    r"|no|out|weird|confusing|annoying|rather)\b"
    r"|不|别|没|讨厌|太|免|算了|除|少|怕|过敏|难",
)
LIKING = re.compile(
    r"\b(?:lov(?:e|es|ed)|lik(?:e|es|ed)|enjoy(?:s|ed)?|ador(?:e|es|ed)"
    r"|mad about|crazy about|obsessed|into|fans? of|keen on|want|wants"
    r"|need|looking for|after|mood for|please|something|anything)\b|喜欢"
    r"|爱|想|要|推荐|迷"
)
SOFT = either(
    r"\b(?:too|a bit|a little|less|fewer|hardly|rarely|rather|prefer(?:ably)?|not (?:so|very|that|too|really))\b",
    zh.SOFT,
)
MUST = either(r"\b(?:only|must|has to be|strictly|definitely|absolutely|nothing but)\b", zh.MUST)
AFTER_NEG = either(
    r"^[^,.;!?]{0,12}?\b(?:(?:is|are|was|were)(?:n['’]?t| not)|not) (?:really )?(?:my"
    r"|for me|our)\b|^\s*(?:bores?|please no|sucks?|not so much|no thanks"
    r"|no thank you)\b"
    r"|^\s*(?:(?:is|are|would be) )?(?:a )?(?:hard |big )?(?:no\b(?! problem)|off the table"
    r"|out\b(?! there| of| now| on| in| this| already| yet))"
    r"|^\s*(?:is|are)(?: not|n['’]?t)(?: (?:ok|okay|good|fine|great|on"
    r"|allowed|welcome|what i|so good))?(?=\s*(?:$|[,.;!?]))"
    r"|^\s*(?:is|was|are|were) (?:(?:so|too|very|really|just|a bit|a little|kind of|kinda|pretty|way|quite|one of"
    r"|the) )*(?:boring|bad|terrible|awful|dull|overrated|rubbish|horrible|worst|disappointing|lame|stupid|dumb|corny|cheesy"
    r"|meh|so[- ]so|trash|a bit much|a let ?down|a (?:big )?dis+ap+oint\w+)\b"
    r"|^\s*(?:really |just )?(?:didn['’]?t|did not|doesn['’]?t|does not) (?:really |quite )?(?:do it|work|click|appeal)\b"
    r"|^\s*(?:which|that) (?:i|we) (?:really )?(?:do not|don['’]?t|didn['’]?t|did not|hate|dislike|can['’]?t stand)\b"
    r"|^\s*(?:seems?|looks?|sounds?) (?:(?:a (?:little|bit)|way) )?too \w+"
    r"|^\s*(?:is|was|are|were)(?:n['’]?t| not) (?:(?:really|that|all|so|very|too|even|the) )*(?:good|great|funny|impressive|best"
    r"|interesting|scary|entertaining|worth)\b|^\s*(?:was|were) (?:just |only )?(?:ok|okay|alright|a (?:bit|little) \w+)\b",
    zh.AFTER_NEG,
)
FINE = either(
    r"^\s*(?:(?:he|she|it|they)['’]?(?:s|re)? )?(?:is|are|would be|['’]s) (?:also "
    r"|actually |totally |perfectly )?(?:fine|ok|okay|all right|alright"
    r"|allowed|welcome)\b"
    r"|^\s*(?:(?:he|she|it|they)['’]?(?:s|re)? )?(?:fine|ok|okay|all right"
    r"|alright)\b(?: (?:after all|too|as well|now|with me|by me|though"
    r"|then|really|again)\b|\s*(?:$|[,.;!?]))"
    r"|^\s*(?:is|are) good after all",
    zh.FINE,
)  # an earlier "no" is taken back
MIND = either(
    r"(?:\bdo(?:es)?(?:n['’]?t| not) (?:mind|care|need|have to be)\b|\bnot necessarily\b|(?<!never )\bforget\b"
    r"|\bremove\b|\b(?:nvm|never ?mind)(?: about)?\b|\bno need for\b|\bscratch\b|\bdrop\b)"
    r"(?:\s+[\w'’]+){0,3}\s*$",
    zh.MIND,
)
BREAK = re.compile(
    r"[,.;!?\n，。；！？、]+| [-–—] |\b(?:(?<!anything )(?<!nothing )but"
    r"|however|although|though|yet|instead(?! of)|because|while|(?:what|how) about)\b| (?=(?:yes|yeah|no) (?:i|it|that|we)\b)|但是"
    r"|但|不过|可是|而是|(?<=[一-鿿])\s+(?=[一-鿿])",
    re.IGNORECASE,
)
JOIN = re.compile(r"^(?:\s|and|or|nor|,|、|和|跟|与|或者?|也|以及|还有|的|都|any|more|the|a|an)*$")
MORE = either(
    r"\b(?:(?:what|anything|something|who|any(?:one)?) else|else\?|show (?:me )?(?:more"
    r"|(?:some |the )?others)|more (?:options|suggestions|of (?:these"
    r"|those|them)|please)"
    r"|other (?:ones|options|suggestions)|any others?|next|different ones"
    r"|another (?:one|few)|some more|none of (?:these|those))\b"
    r"|^more\b",
    zh.MORE,
)
_VERB = listed(  # before them "like" likes: "did not really like it"
    "n't nt not i we you they he she really quite also still to do did would might much that always just actually"
)
SIMILAR = either(
    r"\b(?:similar|" + "".join(f"(?<!{word} )" for word in sorted(_VERB)) + r"like (?:it|that|this|them"
    r"|those)|(?:more )?along (?:those|the same|these) lines|in (?:that"
    r"|the same|a similar) vein|(?:same|that) (?:sort|kind|type) of (?:thing"
    r"|stuff|vibe)|more of (?:that|those|the same)|close to it)\b",
    zh.SIMILAR,
)
SURPRISE = either(
    r"\bsurprise me\b|\bany(?:thing)? (?:is|goes|will do)\b|\b(?:i )?do(?:n['’]?t"
    r"| not) (?:care|mind)\b|\byou (?:choose|pick|decide)\b",
    zh.SURPRISE,
)
CHILD = re.compile(
    r"\b(?:kids?|kiddos?|child(?:ren)?|sons?|daughters?|toddlers?|little ones?|\w+[- ]year[- ]olds?|nieces?|nephews?"
    r"|grand(?:sons?|daughters?|kids?|child(?:ren)?))\b|孩子|小孩|宝宝|娃|儿子|女儿",
    re.IGNORECASE,
)
INDIFFERENT = re.compile(  # a whole message that leaves a question open
    r"\W*(?:(?:oh|well|um+|hmm+|honestly|really|no|nah)\W+)*(?:(?:i have )?no (?:real |particular |strong )?preferences?"
    r"|whatever(?: you (?:like|think|want))?|(?:it |that )?(?:really )?does(?:n['’]?t| not) (?:really )?matter"
    r"(?: to me)?|(?:either|any|all|both)(?: one| way)?(?: of (?:them|those|these))?"
    r"(?:['’]s| is| are|['’]re| would be| works?)(?: all)?(?: fine| ok| okay| good| great)?(?: (?:with|by|for) me)?"
    r"|(?:it['’]?s |that['’]?s )?(?:all )?up to you|(?:i['’]?m )?not (?:too )?(?:sure|fussy|picky|bothered)"
    r"|无所谓|都行|都可以|都好|没(?:有)?(?:要求|偏好|想法|所谓)|随便(?:你)?|都无所谓|你(?:决定|定)(?:吧)?)"
    r"(?:\W+(?:there|really|thanks|thank you|to be honest|tbh|吧|啊|啦|呢))*\W*",
    re.IGNORECASE,
)
QUESTION = either(
    r"^(?:who|when|where|how (?:long|old|much|many|scary|violent|dark)"
    r"|is (?:it|that|this|the)|does (?:it|that|the)|was it|what(?:'s| is"
    r"| was) (?:it|that|the)"
    r"|which (?:of|one)|tell me about|what(?:['’]s| is| was) .{1,60} about)\b",
    zh.QUESTION,
)
ASKS = either(
    r"\b(?:recommend|suggest|surprise me|any ?(?:thing|suggestions?|ideas?)"
    r"|some ?thing|what (?:should|can|could) (?:i|we)"
    r"|(?:find|give|show|pick|get) (?:me|us)|(?:got|do you have|you have"
    r"|need|want|after|fancy) (?:any|some|an?)\b|ideas?\b|recs?\b|watch tonight"
    r"|play tonight)\b",
    zh.ASKS,
)
REPLY = re.compile(r"^\W*(?:no|yes|nope|yeah|nah|never|more|next|stop|nothing|hello)\W*$")  # though films are called so
TAG = re.compile(r"<[^<>]{1,200}>")
COMMAND = re.compile(  # to the program, not about an item
    r"\b(?:ignore|disregard|forget|override|reveal|print|repeat)\b.*\b(?:instructions?|prompts?|rules|system)\b",
    re.IGNORECASE,
)
COMPANION = re.compile(  # who watches or plays along is no wish
    r"\bwith (?:my|our) (?:wife|husband|girlfriend|boyfriend|partner|mum"
    r"|mom|mother|dad|father|parents|grandmother|grandma|grandfather|grandpa"
    r"|sister|brother|friends?|in-laws|colleagues?)\b",
    re.IGNORECASE,
)
OCCASION = re.compile(
    r"\b(?:date|game|games|family|girls|boys|guys|lazy|school|work|cosy"
    r"|cozy|quiet|late) nights?\b|\bnight (?:in|out)\b",
    re.IGNORECASE,
)
FAN = re.compile(r"\bfans? of\b", re.IGNORECASE)
THANKS = either(
    r"\b(?:thanks?|thank you|thx|ty|cheers|bye|goodbye|good ?bye|see you"
    r"|see ya|good night|have a (?:good|great|nice|wonderful|lovely)|take care)\b",
    zh.THANKS,
)
# How much, for how long, and against what
SLIGHT = either(
    r"\b(?:a (?:little |tiny )?bit|a little|a touch|a tad|slightly|somewhat"
    r"|kind of|kinda|sort of|not (?:too|so|very|that|overly)|preferably"
    r"|ideally|rather)\b",
    zh.SLIGHT,
)
TODAY = either(
    r"\b(?:tonight|today|this (?:evening|weekend|time|afternoon|morning"
    r"|week)|right now|at the moment|for (?:now|once)|(?:in|for) (?:a"
    r"|the) mood)\b",
    zh.TODAY,
)
_KIN = (
    r"kids?|child(?:ren)?|sons?|daughters?|wife|husband|mum|mom|mother"
    r"|dad|father|parents?|in-laws|girlfriend|boyfriend|partner|nephews?"
    r"|nieces?|friends?|boss"
    r"|colleagues?|grand\w+|year[- ]?olds?|toddlers?|teenagers?|family"
    r"|sister|brother|date|guests?|roommate|aunt|uncle|class|team|little ones?"
    r"|boys?|girls?"
)
OTHERS = either(
    rf"\b(?:for|with) (?:my|our|a|an|the|two|three|his|her|their) (?:[\w'’-]+ ){{0,3}}?(?:[\w-]*{_KIN})\b"
    rf"|\bmy (?:[\w-]+ ){{0,2}}?(?:{_KIN}) (?:is|are|likes?|loves?|hates?"
    rf"|wants?|needs?|can['’]?t|doesn['’]?t|gets?)\b"
    rf"|\b(?:her|his|their) (?:all-time )?(?:favou?rite|fave)|\bdate night\b"
    rf"|\b(?:he|she) (?:likes?|loves?|hates?|wants?|is)\b|\bmy (?:\w+ )?(?:{_KIN})s? ?['’]?s?\b",
    zh.OTHERS,
)
TASTE = either(
    r"\b(?:i|we|i['’]m|i am|we['’]re)\b(?: (?:really|absolutely|just|always"
    r"|usually|generally|never|do|don['’]?t|do not|didn['’]?t|did not"
    r"|also|truly|totally|both|so|still|kinda|kind of|am|not|a|huge|big"
    r"|very|much|simply|quite|honestly|personally|especially|mostly|have"
    r"|['’]ve)\b)*"
    r" (?:lov(?:e|ed)|lik(?:e|ed)|enjoy(?:ed)?|ador(?:e|ed)|hat(?:e|ed)"
    r"|dislik(?:e|ed)|loath(?:e|ed)|detest|can['’]?t stand|cannot stand"
    r"|cannot bear|can['’]?t bear|prefer|fan|fans|nerd|buff|geek|nut|addict"
    r"|into|allergic|vegetarian|vegan|watch|play|eat|drink)\b"
    r"|\bcan(?:['’]?t|not) (?:stand|bear)\b|\bfavou?rites?\b|\bfans? of\b"
    r"|\b(?:fan|lover)\b|\bnot (?:really )?my (?:thing|type|style)\b|\b(?:loved"
    r"|hated|adore|loathe)\b|\b(?:love|hate)\s+$",
    zh.TASTE,
)
EVER = either(
    r"\b(?:(?:i am|i['’]m|am|big|huge|total|bit of|massive|\w+) (?:an? )?(?:\w+ ){0,2}(?:nerd"
    r"|buff|geek|junkie|nut|addict|fanatic)|in general|generally|always"
    r"|never (?:watch|eat|play|drink)|as a rule|i['’]?m (?:a )?(?:vegan"
    r"|vegetarian)|allergic)\b",
    zh.EVER,
)
DIRECTED = either(r"(?<!no )\b(?:less|more|not (?:so|as|that|too|quite so))\s+(?:\w+\s+)?$", zh.DIRECTED)
AUX = re.compile(
    r"^\W*(?:so |and |ok |but )?(?:is|are|was|were|does|do|did|has|can"
    r"|could|would|will)\b(?! you\b| i\b| we\b| there any)",
    re.IGNORECASE,
)
ASKS_OTHER = re.compile(
    r"^\W*(?:what(?:['’]?s| is| are| was)|who(?:['’]?s| is)|how (?:do"
    r"|does|is|are|many|much)|where(?:['’]?s| is)|when(?:['’]?s| is)|can you (?!find"
    r"|recommend|suggest|show|give))\b",
    re.IGNORECASE,
)
MEANT = re.compile(r"\b(?:i (?:really |actually )?mean(?:t)?|i was talking about|i said)\b|我(?:说|指|要)的是")
ATTACK = re.compile(
    r"\b(?:you are (?:now|no longer|dan)|pretend (?:you|to be)|jailbreak"
    r"|(?:hidden|system|secret|your|the) (?:instructions|prompt|rules)"
    r"|developer mode|act as|role ?play"
    r"|(?:ignore|disregard|forget|override) (?:all|any|the|your|previous"
    r"|everything)(?: \w+){0,2} (?:above|before|instructions|prompts?"
    r"|rules|told)|print (?:your|the) |reveal (?:your|the) )\b"
    r"|系统提示|提示词|忽略(?:以上|之前|前面|所有)|你现在是|扮演",
    re.IGNORECASE,
)
ANEW = either(
    r"\b(?:start (?:over|again|fresh|from scratch)|forget (?:everything"
    r"|all (?:of )?(?:that|this|it)|what i said)|reset(?: everything)?$"
    r"|clear (?:everything|all)|never ?mind all)\b",
    zh.ANEW,
)
# A limit that no longer counts, and the word for its field.
WHATEVER = either(
    r"\b(?:the )?(?P<a>\w+) (?:does(?:n['’]?t| not)|do(?:n['’]?t| not)) (?:really )?matter\b"
    r"|\bany (?P<b>\w+) (?:is|are|will do|would be|works)\b"
    r"|\b(?:no|forget(?: about)?|ignore|drop|remove|don['’]?t (?:care"
    r"|mind)(?: about| what)?)(?: the| my)? (?P<c>\w+)(?: (?:limits?|restrictions?))?\b",
    zh.WHATEVER,
)
KIN = re.compile(r"(?:my |our |the )?(?:kids?|children|child|daughters?|sons?|little ones?)")
LED_KIN = re.compile(r"\b(?:for|with|to)\s+(?:(?:my|our|the|two|three|small|young)\s+)*$")
WATCHED = re.compile(
    r"(?:\b(?:watch(?:ed|ing)?|seen?|saw|called|titled|named|loved|hated|recommend(?:ed)?)|[\"“'‘«《])\s*$"
)
# Words that a free phrase follows or is followed by, where it is a wish: "something slow", "with a twist", "less gore".
ASKED = re.compile(
    r"\b(?:something|anything|someone|somewhere|looking for|look for|want(?:ed"
    r"|ing)?|need|lik(?:e|es)|lov(?:e|es)|enjoy|prefer|hat(?:e|es)|mood for"
    r"|mood|kinds? of|type of|into|fans? of"
    r"|with|without|about|where|set in|more|less|too|a bit|a little|very"
    r"|no|not|nothing|avoid|except|only|just|but|find|give me|show me"
    r"|recommend|suggest|any|some|craving|fancy|feel(?:ing)? like|favou?rites?"
    r"|that (?:is|are|has|have)|which (?:is|are|has|have)|isn['’]?t|aren['’]?t"
    r"|don['’]?t|be|to be|feature|featuring|full of|lots? of|plenty of"
    r"|maybe|perhaps|ideally|preferably|must|should)\b"
)
