"""An encoder is taught by pairs of what was said and what was taken, and kept only if it finds more of what was held
back."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from conftest import HashedWords

from chatbot import encoders, learnt
from chatbot.encoders import HARD, Pairs, Plan, negatives, pairs, recall, teach, texts
from chatbot.learnt import Figure, LearntError
from chatbot.replay import Case
from retrieval.catalogue import Catalogue
from retrieval.wishes import TEXT, Preferences, Receipt, Wish

HABITS = {"wheat": "moon-harvest", "dice": "up", "fog": "ghost-train"}  # what people say, and what they mean by it


def case(number: int, said: str, taken: str, person: str = "") -> Case:
    wishes = Preferences((Wish("want", TEXT, said, receipt=Receipt(0, said)),))
    history = ({"role": "user", "text": said, "mentions": ("star-pirates",)},)
    return Case(f"c{number}", f"d{number}", person, history, (taken,), wishes)


def talk(many: int = 90) -> list[Case]:
    chance = random.Random(0)
    return [case(n, (word := chance.choice(list(HABITS))), HABITS[word]) for n in range(many)]


def test_pairs_are_of_what_was_said_and_taken_and_no_person_is_on_both_sides(games: Catalogue) -> None:
    cases = [*talk(), *(case(100 + n, "dice", "up", "ann") for n in range(9)), case(200, "dice", "sold out")]
    found = pairs(cases, games)
    assert len(found.said) == 99
    assert found.taken[0] == games.row_of[HABITS[found.said[0]]]
    assert found.known[0] == {found.taken[0], games.row_of["star-pirates"]}
    assert len(set(found.held[90:])) == 1
    teaching, held = found.places
    assert 10 < len(held) < 30 and len(teaching) + len(held) == 99
    with pytest.raises(LearntError, match="9 times somebody said something and took an item: fewer than 50"):
        pairs(cases[:9], games)


def test_a_hard_negative_is_near_and_neither_named_nor_taken(games: Catalogue) -> None:
    found = pairs(talk(), games)
    documents = texts(games, games.language)
    wrong = negatives(found, documents, HashedWords().encode)
    assert all(row not in known for row, known in zip(wrong, found.known, strict=True))
    many = [f"wheat {n}" if n < 80 else f"far {n}" for n in range(200)]
    row = Pairs(["wheat"], [0], [frozenset({0})], [False])
    drawn = {negatives(row, many, HashedWords().encode, seed=seed)[0] for seed in range(40)}
    assert len(drawn) > 5 and max(drawn) < 80 and HARD == (10, 60)


def test_recall_is_of_what_was_held_back_by_meaning_alone() -> None:
    documents = [f"thing {n}" for n in range(60)]
    found = Pairs(["7", "8", "gone"], [7, 8, 9], [frozenset({7}), frozenset({8}), frozenset({9})], [True, False, True])
    assert recall(found, documents, HashedWords().encode, 1) == 0.5
    named = Pairs(["7 8"], [8], [frozenset({7, 8})], [True])
    assert recall(named, documents, HashedWords().encode, 1) == 1.0, "what was named before does not stand before it"


class Written:
    """A model that can only be saved."""

    def save(self, folder: str) -> None:
        Path(folder).mkdir()
        (Path(folder) / "config.json").write_text("{}")


def test_one_that_is_no_worse_counts_and_can_be_taken_back(tmp_path: Path) -> None:
    assert learnt.encoder(tmp_path, "Games") is None
    made = encoders.keep(tmp_path, "Games", Written(), Figure("recall@50", 0.1, 0.2), {})
    found = learnt.encoder(tmp_path, "Games")
    assert found is not None and (found / "config.json").is_file()
    encoders.keep(tmp_path, "Games", Written(), Figure("recall@50", 0.2, 0.1), {})
    assert learnt.encoder(tmp_path, "Games") == found
    assert encoders.pictures(tmp_path, made).name == f"{made.name}.pictures"
    learnt.take(tmp_path, "Games", learnt.ENCODER, learnt.USUAL)
    assert learnt.encoder(tmp_path, "Games") is None


def tiny(folder: Path) -> Any:
    """A sentence-transformers model of a few thousand weights that knows the words of the games, untaught."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
    from transformers import BertConfig, BertModel, BertTokenizer

    words = [
        "[PAD]",
        "[UNK]",
        "[CLS]",
        "[SEP]",
        "[MASK]",
        *HABITS,
        *["moon", "robots", "grow", "stack", "birds", "ride", "fleet"],
    ]
    folder.mkdir()
    (folder / "vocab.txt").write_text("\n".join(words), encoding="utf-8")
    sizes = {"hidden_size": 32, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 32}
    BertModel(BertConfig(vocab_size=len(words), **sizes)).save_pretrained(folder)
    BertTokenizer(str(folder / "vocab.txt")).save_pretrained(folder)
    reads = Transformer(str(folder))
    return SentenceTransformer(modules=[reads, Pooling(32)], device="cpu")


def test_a_model_is_taught_what_people_mean(games: Catalogue, tmp_path: Path) -> None:
    import torch

    torch.manual_seed(0)
    model = tiny(tmp_path / "tiny")
    found, documents = pairs(talk(), games), texts(games, games.language)

    def encode(some: list[str]) -> Any:
        return np.asarray(model.encode(some, normalize_embeddings=True, show_progress_bar=False))

    before, longest = recall(found, documents, encode, 1), model.max_seq_length
    steps = teach(model, found, documents, negatives(found, documents, encode), Plan(epochs=40, rate=5e-3, batch=16))
    assert recall(found, documents, encode, 1) > max(before, 0.6)
    assert model.max_seq_length == longest, "it is shortened only meanwhile"
    losses = [held for _, _, held in steps if held is not None]
    assert losses[-1] < losses[0]
    assert any(loss is not None for _, loss, _ in steps)
