"""Diversity at equal size, held by hand and by another implementation of BLEU."""

from __future__ import annotations

import zlib

import pytest
from conversing import QUESTIONS, crowd, talk

from codi.analysis import analyze, compression_ratio, self_bleu
from codi.analysis.diversity import TextSample, diversity_of


def test_self_bleu_is_what_nltk_gives_text_by_text() -> None:
    from nltk.translate.bleu_score import SmoothingFunction, sentence_bleu

    texts = [tuple(question.lower().split()) for question in QUESTIONS]
    texts += [
        tuple(text.split()) for text in ("who flew the red kite", "kite kite", "the the the tom")
    ]
    smoothing = SmoothingFunction().method1
    expected = [
        sentence_bleu(texts[:place] + texts[place + 1 :], text, smoothing_function=smoothing)
        for place, text in enumerate(texts)
    ]
    assert self_bleu(texts) == pytest.approx(sum(expected) / len(expected), abs=1e-12)


def test_self_bleu_of_equal_texts_is_one_and_of_unlike_texts_zero() -> None:
    assert self_bleu(["a b c d e".split()] * 3) == pytest.approx(1.0)
    assert self_bleu(["a b c d".split(), "e f g h".split()]) == 0.0
    assert self_bleu([["alone"]]) is None


def test_compression_is_bytes_over_compressed_bytes() -> None:
    texts = ["one line", "another line"]
    data = b"one line\nanother line"
    assert compression_ratio(texts) == len(data) / len(zlib.compress(data, 9))
    assert compression_ratio(["the same again"] * 50) > 10 > compression_ratio(texts)


def test_a_draw_has_exactly_as_many_tokens_as_asked_for_and_is_the_same_again() -> None:
    sample = TextSample(seed=3, key="messages")
    for number in range(40):
        sample.add([("w", str(number), "x"), ("y",)])
    drawn = sample.draw(0, tokens=30)
    assert sum(map(len, drawn)) == 30
    assert drawn == sample.draw(0, tokens=30)
    assert drawn != sample.draw(1, tokens=30)


def test_diversity_is_measured_at_the_size_asked_for_or_at_all_there_is() -> None:
    few = analyze(crowd(1, 30), tokens=100).diversity["messages"]
    assert (few.tokens, few.draws, few.bleu_texts) == (100, 5, min(200, few.bleu_texts))
    everything = analyze([talk(("Why?", "Because."))]).diversity["messages"]
    assert (everything.tokens, everything.distinct) == (1, (1.0, 0.0, 0.0))
    assert everything.self_bleu is None


def test_nothing_is_no_number() -> None:
    nothing = diversity_of(TextSample(seed=0, key="answers"), tokens=10)
    assert (nothing.distinct, nothing.self_bleu, nothing.compression) == (None, None, None)


def test_templates_show_in_every_figure() -> None:
    varied = [
        talk((f"word{number} other{number} thing{number}", f"reply{number}"))
        for number in range(60)
    ]
    alike = [talk((f"what is the word{number}", "a reply")) for number in range(60)]
    of_varied, of_alike = (
        analyze(side, tokens=150).diversity["messages"] for side in (varied, alike)
    )
    assert of_varied.distinct is not None
    assert of_alike.distinct is not None
    assert of_varied.distinct[1] > of_alike.distinct[1]
    assert (of_varied.self_bleu or 0) < (of_alike.self_bleu or 0)
    assert (of_varied.compression or 0) < (of_alike.compression or 0)
