"""Preferences are replaced, never edited; the newest word wins."""

from __future__ import annotations

from retrieval.wishes import ITEM, Limit, Preferences, Receipt, Wish

HORROR = Wish("want", "kind", "horror")
CALM = Wish("want", "mood", "calm", label="something calm")


def test_keys_name_polarity_field_and_value() -> None:
    assert [HORROR.key, Limit("year", 1990).key] == ["want:kind=horror", "limit:year"]


def test_a_person_reads_the_label_else_the_value() -> None:
    assert [CALM.shown, HORROR.shown] == ["something calm", "horror"]


def test_the_newest_word_on_a_value_wins_and_comes_last() -> None:
    avoided = Wish("avoid", "kind", "horror", receipt=Receipt(1, "no horror"))
    assert Preferences().with_wish(HORROR).with_wish(CALM).with_wish(avoided).wishes == (CALM, avoided)


def test_the_same_wish_twice_is_one() -> None:
    again = Wish("want", "kind", "horror", "must", receipt=Receipt(2, "really"))
    assert Preferences().with_wish(HORROR).with_wish(again).wishes == (again,)


def test_a_field_has_one_limit() -> None:
    limits = (
        Preferences()
        .with_limit(Limit("year", 1990))
        .with_limit(Limit("price", high=20))
        .with_limit(Limit("year", 2000))
    )
    assert limits.limits == (Limit("price", high=20), Limit("year", 2000))


def test_without_drops_a_wish_or_a_limit_by_key() -> None:
    preferences = Preferences((HORROR, CALM), (Limit("year", 1990),))
    assert preferences.without("want:kind=horror").wishes == (CALM,)
    assert preferences.without("limit:year").limits == ()
    assert preferences.without("unknown") == preferences


def test_hiding_leaves_the_old_preferences_as_they_were() -> None:
    before = Preferences()
    after = before.hide("up").hide("up")
    assert (before.hidden, after.hidden) == (frozenset(), frozenset({"up"}))


def test_wanted_values_in_the_order_they_were_said() -> None:
    preferences = Preferences((Wish("want", ITEM, "b"), Wish("avoid", ITEM, "c"), Wish("want", ITEM, "a"), HORROR))
    assert preferences.wanted(ITEM) == ("b", "a")


def test_empty_means_no_wish_and_no_limit() -> None:
    assert Preferences().empty and Preferences().hide("up").empty
    assert not Preferences((HORROR,)).empty and not Preferences(limits=(Limit("year", 1990),)).empty


def test_what_contradicts_an_earlier_wish_says_so_in_its_receipt() -> None:
    wanted = Preferences((Wish("want", "kind", "horror", receipt=Receipt(0, "horror")),), (Limit("year", 1990),))
    avoided = wanted.with_wish(Wish("avoid", "kind", "horror", receipt=Receipt(1, "no horror")))
    assert avoided.wishes[0].receipt == Receipt(1, "no horror", replaces="horror")
    assert wanted.with_limit(Limit("year", 1990)).limits == wanted.limits


def test_scopes_apart() -> None:
    lasting = Wish("want", "mood", "calm", scope="taste")
    both = Preferences((HORROR, lasting), (Limit("year", 1990),), frozenset({"up"}))
    assert both.of("taste") == Preferences((lasting,), (), frozenset({"up"}))
    assert both.of("today").wishes == (HORROR,)
    assert both.get("limit:year") == Limit("year", 1990) and both.get("none") is None
