"""How people speak of an item that they point at: what they say of one that they know, and of one they may take.

Knows English sentences, as forms whose parts, "@good@", stand in `speech`; the first form that fits counts.
"""

from __future__ import annotations

from typing import Literal

Opinion = Literal["love", "avoid", "seen", "accept"]

FORMS: tuple[tuple[Opinion, str], ...] = (
    ("love", r"^\W*(?P<them>both|all|all of them|they)(?: (?:are|were|was))? @adverb@@good@\b"),
    # What somebody will not have, or did not like
    (
        "avoid",
        r"@no@ (?:(?:really|much|that|very|so|all|too|overly|particularly|exactly|usually) )*"
        r"(?:into|(?:big|keen|sold) on|crazy about|impressed (?:by|with)|interested in"
        r"|(?:a |the |my )?(?:big |bigg?est |huge )?fans? of)"
        r" (?:seeing |watching |playing )?(?:@obj@)",
    ),
    ("avoid", r"@no@ (?:(?:really|very|too|that|all|so) )*(?:impressed|thrilled|interested|a (?:big |huge )?fan)@end@"),
    ("avoid", r"@no@ (?:too |so |really )?(?:sure|know) (?:about|on) (?:@obj@)"),
    ("avoid", r"@no@ (?:really )?(?:(?:looking|searching) for|in the mood for) (?:something like )?(?:@obj@)\b"),
    (
        "avoid",
        r"\b(?:(?:probably|most likely|definitely|likely) )?(?:(?:wo|would)n['’]?t|will not|would not)"
        r" (?:really )?(?:watch|see|play|like|enjoy|be (?:watching|seeing))(?: (?:@obj@)|@end@)",
    ),
    ("avoid", r"^\W*(?:and )?(?:i )?(?:probably|(?:most(?:ly)?|more) likely|definitely|likely) (?:won['’]?t|not)@end@"),
    ("avoid", r"\b@has@@is@ (?:\w+ )?(?:@bit@|sort of|rather|way|too)(?: too)? (?P<fault>@fault@)\b"),
    ("avoid", r"\b(?:@bit@|too) (?:bit )?(?:too )?(?P<fault>\w+) for (?:my (?:taste|liking)|me|us|them|the kids)\b"),
    ("avoid", r"^\W*(?:just |though |although |maybe )?(?:@bit@|too) (?:too )?(?P<fault>@fault@)@end@"),
    (
        "avoid",
        r"(?<!be )(?<!not )\b(?:dis+ap+ointed|let down|underwhelmed|unimpressed)\b(?: (?:by|with|in) (?:@obj@))?",
    ),
    (
        "avoid",
        r"\b(?:could(?: not|n['’]?t| never)|can(?:not|['’]?t| never)) (?:\w+ )?"
        r"(?:get (?:into|through|past)|finish|sit through|follow)(?: (?:@obj@)|@end@)",
    ),
    (
        "avoid",
        r"\b(?:fell asleep|walked out|turned (?:it|that) off|(?:it|that)['’]?s? (?:was )?a waste of (?:time|money))\b",
    ),
    ("avoid", r"^\W*@adverb@(?:meh|eh+|nah|yuck|ugh|ew+)\W*$|\bmeh (?:on|about) (?:@obj@)"),
    ("avoid", r"\b(?:did|do)(?: not|n['’]?t) (?:\w+ ){0,2}?(?:like|enjoy|love)(?: (?:very |that |so |too )?much)?\s*$"),
    ("avoid", r"^\W*(?:\w+ ){0,2}(?:sounds?|looks?|seems?) @adverb@@bad@\b"),
    ("avoid", r"\b(?:was|is)(?: not|n['’]?t) (?:quite |nearly )?as \w+ as (?:i|we|the (?:first|original|book))\b"),
    ("avoid", r"\b(?:one of )?the worst (?:@noun@|ever)\b"),
    (
        "avoid",
        r"\b(?:those|these|that|the) (?:@noun@) (?:is|are|was|were) (?:just |only )?(?:ok|okay|alright|so[- ]so)\b",
    ),
    ("avoid", r"\b@has@@is@ (?:just |only |kind of |kinda )?(?:so[- ]so|meh)\b"),
    ("avoid", r"\b@has@(?: (?:@noun@))? was (?:just |only )?(?:ok|okay|alright|all right|decent)\b"),
    ("avoid", r"\bnever (?:really )?(?:cared|wanted|bothered) (?:to|for)\b(?: (?:see|watch|play))?(?: (?:@obj@))?"),
    (
        "avoid",
        r"\b(?:don['’]?t|do not|didn['’]?t) (?:really )?(?:want to|wanna|care to)(?: (?:see"
        r"|watch|play|try))?(?: (?:@obj@))?\s*(?=$|[.,!;])",
    ),
    ("avoid", r"\b(?:going to|gonna|i['’]?ll|i will|i['’]?d|think i['’]?ll) pass\b(?: on (?:@obj@))?"),
    (
        "avoid",
        r"\b(?:heard|hear|got|had|has|getting|gets) (?:\w+ ){0,3}?(?:bad|terrible"
        r"|mixed|poor|awful) (?:reviews?|things|press)\b(?: (?:about|of) (?:@obj@))?",
    ),
    (
        "avoid",
        r"^\W*(?:but )?(?:not|wasn['’]?t|isn['’]?t) (?:really |that |very "
        r"|so |all that |the )?(?:great|good|funny|impressed|interesting|best)\b",
    ),
    (
        "avoid",
        r"\b(?:wasn['’]?t|am not|['’]m not|not) (?:really )?(?:the |a )?(?:biggest"
        r"|big|huge|much of a)? ?fan(?: of (?:@obj@))?\s*(?=$|[.,!;])",
    ),
    ("avoid", r"\b(?:@has@)@is@ @adverb@(?:way )?too (?P<fault>(?!bad|late|early|cold|hot|soon)\w+)\b"),
    # What somebody knows and likes
    ("love", r"\bwhat an? @adverb@@good@(?: (?:@noun@))?"),
    (
        "love",
        r"^\W*(?:(?:oh|yes|yeah|yep|yup|ya|yea|ah|wow|haha|lol|ok|okay|well|and)\W+)*(?:i )?(?:also )?"
        r"(?:really |absolutely |definitely |always )*"
        r"(?:lov(?:e|ed)|lik(?:e|ed)|enjoy(?:ed)?|ador(?:e|ed))(?: (?:@obj@))?"
        r"(?: (?:too|as well|a lot|alot|so much|very much|lots|also))*\W*$",
    ),
    ("love", r"^\W*(?:(?:oh|yes|yeah|yep)\W+)*another @adverb@@good@(?: (?:@noun@))?@end@"),
    (
        "love",
        r"\b(?:one|some|two) of (?:my|our) (?:(?:all[- ]time|absolute|very|personal) )*"
        r"(?:fav\w*s|(?:fav\w*|best) (?:@noun@))\b",
    ),
    ("love", r"^\W*(?:(?:oh|yes|yeah|yep)\W+)*@has@@is@ @adverb@(?:my |our )(?:(?:all[- ]time|absolute) )*fav\w*"),
    ("love", r"\bgrew up (?:on|watching|with) (?:@obj@)|\bnever gets? (?:old|tired)\b|\bcracks? me up\b"),
    ("love", r"\bcan(?:['’]?t|not| never) get enough(?: of (?:@obj@)|@end@)"),
    (
        "love",
        r"\b(?:watch|watched|seen|see) (?:@obj@) (?:over and over|again and again|a million|a hundred|so many times"
        r"|(?:all|every) (?:the )?(?:time|year))",
    ),
    ("love", r"\b(?:made|had|kept) me (?:laugh|cry|in tears|cracking)\w*"),
    ("love", r"\blaugh(?:ed|ing)? (?:so hard|my \w+ off|the whole)\b|\b(?:funny|hilarious) the whole\b"),
    # What somebody may take
    ("accept", r"\b(?:put|add(?:ing)?|got|have|had|has) (?:@obj@) (?:to|on|in) (?:my|the|our) @list@"),
    ("accept", r"\b(?:on|to|in) (?:my|our) @list@"),
    ("accept", r"\bgiv(?:e|ing) (?:@obj@) (?:a |another )(?:try|go|shot|watch|chance|whirl|look)"),
    (
        "accept",
        r"\b(?:must|gotta|got to|guess i['’]?ll|would (?:like|love) to"
        r"|(?:i )?(?:would|could|can|might|may|do)(?: \w+)? want to"
        r"|i (?:want|wanted) to|(?:curious|excited|happy|try|sure|time|like|ready|cool|hop(?:e|ing)) to)"
        r" (?:\w+ )?@watch@(?: (?:out|into|up|for|at))*(?: (?:@obj@)|@end@)",
    ),
    (
        "accept",
        r"\bi(?:['’]?d| would| could| might| may| will|['’]?ll| can) (?:\w+ )?"
        r"(?:watch|see|try|enjoy|play|like|love|be interested in|be down for) (?:@obj@)",
    ),
    (
        "accept",
        r"(?<!not )\b(?:am |i['’]?m |be |very |really |sounds |definitely )+interested in "
        r"(?:seeing |watching |checking )?(?:out )?(?:@obj@)",
    ),
    ("accept", r"^\W*(?:and )?(?:will|would|gonna|might) (?:\w+ ){0,2}?@watch@ (?:out )?(?:to )?(?:@obj@)\b"),
    ("accept", r"\b(?:will|['’]ll|can|should|might|to|gonna) (?:\w+ )?(?:take|have) a look\b(?: at (?:@obj@))?"),
    (
        "accept",
        r"\b(?:look(?:ing)? forward to|can(?:['’]?t|not) wait (?:to|for)|excited (?:to|for|about)|dying to)"
        r"(?: (?:seeing|watching|playing|see|watch|play))?(?: (?:@obj@)|@end@)",
    ),
    ("accept", r"\b@has@ (?:might|could|would|will|may|should|['’]?ll) (?:\w+ )?(?:work|do)\b"),
    ("accept", r"\b@has@ (?:might|could|would|will|may|should|['’]?ll) (?:\w+ )?be (?:an? )?(?:\w+ )?(?:@noun@|fit)\b"),
    ("accept", r"\b(?:right )?up my alley\b|\bthat['’]?ll (?:work|do)\b|\bworks for me\b"),
    (
        "accept",
        r"\bheard? (?:(?:only|so|a lot of|lots of|lots|many|really|very|some|nothing but|such|it (?:got|has|had)) )*"
        r"(?:good|great|awesome|wonderful|amazing|fantastic|rave|positive)(?: (?:things|reviews?|stuff|buzz)\b|@end@)",
    ),
    ("accept", r"\bheard? (?:that )?(?:(?:@obj@) ?)?(?:['’]?s|is|was|were|are) @adverb@@good@"),
    (
        "accept",
        r"(?<!\w)(?:@has@ )?(?:sounds?|looks?|seems?) like (?:it (?:would|might|could) be )?(?:a|an|my|something|one)\b"
        r"(?! \w+ (?:bad|boring))",
    ),
    (
        "accept",
        r"^\W*(?:(?:oh|wow|yes|yeah|all|some|you have) )*"
        r"@adverb@@great@ (?:call|one|list|rec|title|selection|taste)s?\b",
    ),
    (
        "accept",
        r"\b(?:love|like|appreciate) (?:your|the|that|those|these) (?:suggestion|choice|pick|recommendation|idea)s?\b",
    ),
    ("accept", r"\bi(?:['’]?d| would) (?:probably |definitely |really )?(?:like|love|enjoy) (?:@obj@)\b"),
    ("accept", r"\b(?:i )?(?:really |do |definitely )?need to\b(?=\W*$)"),
    ("love", r"^\W*(?:(?:oh|yes|yeah|yep|yup|ah)\W+)*@adverb@@good@\W*$"),
    ("accept", r"\b@will@\s+(?:\w+\s+){0,3}?@watch@\s+(?:out\s+)?(?:to\s+)?(?:@obj@)\b(?:\s+out)?"),
    ("accept", r"\b(?:i['’]?ll|let['’]?s|i) (?:go|went) (?:with|for) (?:@obj@)\b"),
    (
        "accept",
        r"(?<!\w)(?:(?:@it@|@them@|they)\s+)?(?:['’]s\s+)?(?:do(?:es)? )?(?:sounds?"
        r"|looks?|looked|seems?|seemed)\s+@adverb@(?:like )?@good@\b",
    ),
    (
        "accept",
        r"\b(?:@adverb@)(?:good|great|nice|excellent|awesome|perfect|solid) (?:choice"
        r"|pick|suggestion|idea|option|recommendation)s?\b",
    ),
    (
        "accept",
        r"\b(?:(?:i['’]?ve|i have|been) )?(?:been )?(?:wanting|meaning|dying"
        r"|planning) to (?:see|watch|play|try|read|go)\b(?: (?:it|that|this"
        r"|them|those|one|that one))?",
    ),
    (
        "accept",
        r"\bi(?:['’]?ll| will| should)? (?:have to|need to|definitely|probably)? ?(?:check"
        r"|watch|see|try) (?:@obj@)(?: out)?\b",
    ),
    (
        "avoid",
        r"\b(?:@has@['’]?(?:s|re|is|are)? )?(?:@not@|am not|are not|is not"
        r"|isn['’]?t|aren['’]?t|wasn['’]?t) @adverb@(?:my (?:\w+ )?(?:thing"
        r"|type|kind|cup|style|favou?rites?|taste)|for me\b|(?:that )?interested"
        r"|something i|what i\b(?! (?:meant|said|asked))|in the mood for (?:@it@))",
    ),
    ("avoid", r"\b(?:i['’]?ll |i )?(?:pass|skip)(?: on)?(?: (?:@obj@))?\s*(?=$|[.,;!?])"),
    (
        "avoid",
        r"\b(?:do(?:es)?n['’]?t|do(?:es)? not|not) (?:@adverb@)(?:sound|look"
        r"|seem|interested|appeal)\b[^.,;!?]*",
    ),
    (
        "avoid",
        r"\b(?:(?:i['’]?ve |i |already |just |really |absolutely |also |did(?: not"
        r"|n['’]?t) |could(?: not|n['’]?t) |do(?: not|n['’]?t) |can(?:not"
        r"|['’]?t) )+)?(?:hat(?:e|ed)|dislik(?:e|ed)|stand|loath(?:e|ed))\s+(?:@obj@)\b",
    ),
    (
        "avoid",
        r"\b(?:did(?: not|n['’]?t)|do(?: not|n['’]?t)|was(?: not|n['’]?t)"
        r"|(?:am|['’]m) not|never) (?:\w+ ){0,3}?(?:lik(?:e|ed)|enjoy(?:ed)?"
        r"|care for|love|into|a (?:big |huge )?fan of|get into|find)\s+(?:@obj@)\b",
    ),
    ("love", r"\b(?:loved|adored) (?:every|each|the whole|all of it)\b(?: \w+)?"),
    ("love", r"(?:^|\b(?:and|really|absolutely|totally|i) )(?:loved|adored|enjoyed)(?=\W*$)"),
    ("avoid", r"(?:^|\b(?:and|really|absolutely|totally|i) )(?:hated|loathed)(?=\W*$)"),
    (
        "accept",
        r"^\W*(?:sold|deal|that['’]?s the one|it is then|works for me|perfect,? thanks"
        r"|done|i['’]?m in|count me in)\W*$",
    ),
    ("love", r"\b(?:lov(?:e|ed|ing)|lik(?:e|ed)|enjoy(?:ed)?|ador(?:e|ed)|a (?:big |huge )?fan of)\s+(?:@obj@)\b"),
    ("avoid", r"\b(?:@has@)(?: \w+)? ?(?:['’]s|was|is|were|are|wasn['’]?t|isn['’]?t) @adverb@@bad@\b"),
    ("avoid", r"\b(?:@has@) (?:wasn['’]?t|isn['’]?t|weren['’]?t|was not|is not|were not) @adverb@(?:that )?@good@\b"),
    (
        "love",
        r"\b(?:@has@)(?: \w+)? ?(?:['’]?s|was|is|were|are) @adverb@(?:one of (?:my"
        r"|the) )?(?:all[- ]time )?@good@\b(?! (?:bet\b|(?:to )?(?:chat|talk|meet|speak)))",
    ),
    (
        "love",
        r"^\W*(?:(?:oh|yes|yeah|yep|ah|wow|haha|lol|ok|okay)\W+)*@adverb@(?:a "
        r"|one of my )?(?:good|great|awesome|amazing|excellent|fantastic|hilarious"
        r"|funny|favou?rite) (?:@noun@)s?\b(?! (?:from|with|about|like|by|for|of|in|to|on|where|please|that)\b)",
    ),
    (
        "seen",
        r"\b(?:already |i['’]?ve |i have |i |we['’]?ve |we |yes |just )*(?:seen"
        r"|saw|watched|played|read|own|know|tried|been to)(?: already)?\s+(?:@obj@)\b(?: already"
        r"| before| too| one)?",
    ),
    (
        "seen",
        r"^\W*(?:yes|yeah|yep|yup)\W+(?:i|we) (?:have|did|saw)\b(?: (?:seen"
        r"|watched)\b(?: (?:it|that|this|them)(?: one)?)?)?",
    ),
    (
        "seen",
        r"^\W*(?:i['’]?ve |i have |have )?(?:already )?(?:seen|watched|played"
        r"|saw|know|own)(?: already)?(?=\W*$|\W*[,.;!])",
    ),
)
