"""Words that say nothing of an item: everyday ones, what the items are called, and what leads in a person."""

from __future__ import annotations

from functools import lru_cache

from retrieval.catalogue import Catalogue
from retrieval.words import listed

PRONOUNS = listed("it they them she he her him us you we me this that these those one ours")
SAYINGS = listed("no not never loves loved likes liked hates hated wants")
FILLER = listed("""
genre genres non big
a about after all also am an and any anyone anything are as at be been before being best bit both can could do does
doing done during each either else enough ever every feel feeling few find fine for from get give go going good
great had has have hello help her here hey hi him his how i i'd i'll i'm i've if in into is it it's its item items
just kind know let let's like liked likes little look looking lot lots love loved loves made make many may maybe me
matter matters might mind mood more most much must my need never new nice no not nothing now of off ok okay on one
ones only or other our out over own perhaps person pick play please prefer really recommend recommendation
recommendations right
saw say see seen set she should show so some somebody someone something sort stuff suggest suggestion suggestions
sure take tell than thank thanks that that's the their them then there these they thing things think this those time
to today together tonight too try type up us very want wanted wants was watch watched watching way we we'd we'll
we're well were what what's when where which while who whole will wish with without won't would yes yet you your
you're isn't wasn't doesn't don't didn't can't cannot couldn't wouldn't shouldn't aren't hate hated hates avoid
except less stand bear tired sick already enjoy enjoyed favourite favorite fan fans want's bored style vibe vibes
question hear recently actually rather between under usually always night evening weekend friend friends first
second third fourth fifth sixth last number but neither nor others wait got looks makes care still hmm bad boring
terrible awful rubbish overrated hardly rarely necessarily forget remove stop showing fewer why haven't hasn't
hadn't weren't surprise idea ideas instead similar later earlier older two three four five six ten people mum mom
dad wife husband girlfriend boyfriend partner daughter son years old happens whatever absolutely add again ago ah
alone alright although amazing another answer anyway apologize appreciate appreciated ask asked asking awesome aware
away back because believe besides bet bless bought bye called came catch certain certainly chance check checked
chose choose christ come comes coming common completely concerned considered convo cool course cup cut day days dear
deal decide decided def definitely did different difference dude end entire especially even everyone everything
exactly excellent excited exist experience expect explain extra fact fairly familiar far finally finger fit follow
forgot found fully gave gets getting given glad goes gone gonna goodbye goodness gotta greetings guess guy haha
hahaha happen happened happy hard havent heard hearing helped helpful helps hoping honest honestly hope hopefully
hour hours huge idk imagine important incredible indeed instance interested issue itself joy jeez keep kept knew
known lately least left lets lie likely list listed literally lol long longer loads lose lost luck luckily main mean
means meant mention mentioned mentioning merry minute miss missed moment month months morning mostly move myself
name named near nearly needed needs nope note notice obviously often omg omgosh once oops opinion option options
order otherwise part particular particularly past per perfect perfectly phone place plan planned planning plans
point possible possibly potential preference preferences pretty probably problem process provide put questions quick
quickly quite rate read ready real realize realized reason reasons recall recent recommended remember remind
reminded reminds rent repeat reply request rewatch said says search seem seems seemed seeing seriously several she'd
she'll shown shows since skip skipped somehow sometime sometimes somewhat somewhere soon sorry sound sounded sounds
speak spend spoiler start started stuck such suggested suggesting super suppose supposed surely switch talk talked
talking telling tend terms thats theater theatre theatres they're they've though thought thinking throughout thru
til till times title titles tomorrow ton tons took total totally tried trust truly trying turn typically ugh
unfortunately unless until upon usual pls plz btw tbh idc imo imho sth smth smthn summat nvm thx ty cheers sorted
tho tiny slightly properly ooh oooh aww sold gran grandma lines along vein hiya heya yo sup whats whos hows thatll
itll dunno u ur ppl bf gf mates mate lads folks isnt arent doesnt dont didnt cant wont wouldnt shouldnt couldnt hes
shes theyre monday tuesday wednesday thursday friday saturday sunday sat sun nerd buff geek junkie nut addict
fanatic decent proper solid nice-looking anyting someting smething sort-of fair bday birthday obsessed mad adored
adore weather close head length duration massive sucker pass none minutes mins hrs various view viewed waiting wasnt
watchlist week weeks welcome wellx went werent whenever wherever whether willing wished wishing won wonder wondering
word words work works world worth wow wrong promising next stay staying decides turns xmas yall yea yeah year yep
yesterday yesterdays yup youre yourself
""")


def nouns_of(catalogue: Catalogue) -> tuple[str, ...]:
    """What the items are called."""
    return tuple(noun.lower() for name in ("noun", "nouns") for noun in catalogue.talk.get(name, ()))


@lru_cache(maxsize=64)
def _filler(nouns: tuple[str, ...], leads: tuple[str, ...]) -> frozenset[str]:
    return FILLER | {*nouns, *leads}


def filler_of(catalogue: Catalogue) -> frozenset[str]:
    """Words that say nothing of an item: everyday ones, the items' noun, and what leads in a person."""
    people = (f for f in catalogue.of_kind("category") if f.person)
    return _filler(
        nouns_of(catalogue), tuple(word.lower() for f in people for lead in f.words for word in lead.split())
    )
