"""A session that was begun on another edition of the catalogue, brought to the one that counts now.

Knows sessions and catalogues; searches nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from chatbot.dialogue import Changes, Session, Snapshot
from retrieval.catalogue import Catalogue
from retrieval.retriever import Hit
from retrieval.wishes import ITEM, TEXT, Preferences


@contextmanager
def held(session: Session, catalogue: Catalogue) -> Iterator[None]:
    """The session's lock, with what the session holds brought to that edition of the catalogue."""
    with session.lock:
        settle(session, catalogue)
        yield


def settle(session: Session, catalogue: Catalogue) -> None:
    """Items that are gone leave the screen, the memory of undo and what "it" means; those that are still there are as
    they are now. Wishes about fields that are gone no longer count. The caller holds the session's lock."""
    before, session.catalogue = session.catalogue, catalogue
    if before is catalogue:
        return
    session.preferences = known(session.preferences, catalogue)
    if before is None:  # it comes from the log, and its items from this edition
        return
    session.hits = _there(session.hits, catalogue)
    kept = {hit.item.id for hit in session.hits}
    session.reasons = {one: reason for one, reason in session.reasons.items() if one in kept}
    session.liked = {one for one in session.liked if catalogue.item(one)}
    session.focus = session.focus if catalogue.item(session.focus) else ""
    session.past = [_snapshot(snapshot, catalogue) for snapshot in session.past]
    session.chips, session.changes, session.aside = (), Changes(), None


def _there(hits: tuple[Hit, ...], catalogue: Catalogue) -> tuple[Hit, ...]:
    return tuple(replace(hit, item=item) for hit in hits if (item := catalogue.item(hit.item.id)))


def known(preferences: Preferences, catalogue: Catalogue) -> Preferences:
    """What is wanted, without what is said of fields that the catalogue does not have."""
    wishes = tuple(w for w in preferences.wishes if w.field in (ITEM, TEXT) or w.field in catalogue.fields)
    limits = tuple(limit for limit in preferences.limits if limit.field in catalogue.fields)
    return replace(preferences, wishes=wishes, limits=limits)


def _snapshot(then: Snapshot, catalogue: Catalogue) -> Snapshot:
    hits = _there(then.hits, catalogue)
    kept = {hit.item.id for hit in hits}
    reasons = {one: reason for one, reason in then.reasons.items() if one in kept}
    liked = frozenset(one for one in then.liked if catalogue.item(one))
    return Snapshot(known(then.preferences, catalogue), hits, reasons, (), liked, then.interest, then.rated)
