"""A cross-encoder says whether the passage entails an answer: a real one, taught a few pairs."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from codi.errors import RecipeError, UserError
from codi.filters import CONVERSATION_GATES, Context, OpenGates
from codi.filters.cross_encoder import load_cross_encoder
from codi.filters.entailment import WINDOW_WORDS, evidence_sentences, windows
from codi.filters.statements import statement
from codi.recipe import FiltersSettings, load_recipe
from codi.types import Conversation, Passage, Span, Turn, Verdict

BUILT = "Otto Lang built the mill in 1781."
BURNED = "In 1848 it burned down."
BREAD = "Clara sells rye bread there."
TEXT = f"{BUILT} {BURNED} {BREAD}"
PASSAGE = Passage(id="mill/0", document_id="mill", text=TEXT)
ENTAILED = (
    (BUILT, "Otto Lang built the mill."),
    (BUILT, "It was built in 1781."),
    (BURNED, "It burned down in 1848."),
    (BREAD, "Clara sells bread."),
    (TEXT, "Clara sells bread."),
    (TEXT, "It burned down in 1848."),
)
NOT_ENTAILED = (
    (BUILT, "Clara built the mill."),
    (BUILT, "It was built in 1848."),
    (BURNED, "Clara sells bread."),
    (BREAD, "It is not true that she sells bread."),
    (TEXT, "Clara built the mill."),
    (TEXT, "It was built in 1848."),
    (TEXT, "It is not true that she sells bread."),
)
LABELS = ("CONTRADICTION", "neutral", "Entailment")


def taught(folder: Path, labels: tuple[str, ...]) -> Path:
    """A BERT of 21,000 parameters that knows the pairs above by heart, saved with its tokenizer."""
    torch = pytest.importorskip("torch")
    transformers = pytest.importorskip("transformers")
    pairs = [(*pair, "entailment") for pair in ENTAILED]
    pairs += [(*pair, "contradiction") for pair in NOT_ENTAILED]
    marks = str.maketrans({".": " . ", "?": " ? "})
    texts = " ".join(f"{premise} {hypothesis}" for premise, hypothesis, _ in pairs)
    known = sorted(set(texts.lower().translate(marks).split()))
    folder.mkdir()
    vocabulary = folder / "vocab.txt"
    vocabulary.write_text("\n".join(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *known]))
    tokenizer: Any = transformers.BertTokenizerFast(vocab=str(vocabulary), model_max_length=64)
    torch.manual_seed(1)
    model: Any = transformers.BertForSequenceClassification(
        transformers.BertConfig(
            vocab_size=len(tokenizer),
            hidden_size=32,
            num_hidden_layers=2,
            num_attention_heads=2,
            intermediate_size=64,
            max_position_embeddings=64,
            num_labels=len(labels),
            id2label=dict(enumerate(labels)),
            label2id={label: index for index, label in enumerate(labels)},
            hidden_dropout_prob=0.0,
            attention_probs_dropout_prob=0.0,
        )
    )
    premises, hypotheses, wanted = zip(*pairs, strict=True)
    encoded = tokenizer(list(premises), list(hypotheses), padding=True, return_tensors="pt")
    target = torch.tensor([[one.lower() for one in labels].index(name) for name in wanted])
    optimizer = torch.optim.AdamW(model.parameters(), lr=3e-3)
    for _ in range(400):
        loss = model(**encoded, labels=target).loss
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        if float(loss.detach()) < 0.02:
            break
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder


@pytest.fixture(scope="module")
def encoder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return taught(tmp_path_factory.mktemp("nli") / "encoder", LABELS)


def turn(index: int, user: str, assistant: str, quote: str) -> Turn:
    start = TEXT.index(quote)
    span = Span(start=start, end=start + len(quote))
    return Turn(index=index, user=user, assistant=assistant, evidence=(span,) if quote else ())


def verdict(encoder: Path, *turns: Turn, threshold: float = 0.5) -> Verdict:
    nli = {"model": f"hf:{encoder}", "threshold": threshold, "batch_size": 2}
    recipe = load_recipe("coqa", overrides=[f"filters.nli={json.dumps(nli)}"])
    gates = (gate for gate in CONVERSATION_GATES if gate.name == "nli")
    return OpenGates(gates, Context(recipe=recipe)).judge(
        Conversation(id="mill/0#0", passage=PASSAGE, turns=turns, planned_turns=len(turns))
    )


WHO = turn(0, "Who built the mill?", "Otto Lang", "Otto Lang")
WHEN = turn(1, "When was it built?", "in 1781", "in 1781")


def test_answers_that_their_evidence_entails_are_kept(encoder: Path) -> None:
    assert verdict(encoder, WHO, WHEN).kept


@pytest.mark.parametrize(
    ("user", "assistant", "quote"),
    [
        ("Who built the mill?", "Clara", "Otto Lang"),
        ("When was it built?", "in 1848", "in 1781"),
        ("Does she sell bread?", "No, it is not true that she sells bread.", "rye bread"),
    ],
)
def test_a_wrong_name_year_or_negation_is_not_entailed(
    encoder: Path, user: str, assistant: str, quote: str
) -> None:
    found = verdict(encoder, WHO, turn(1, user, assistant, quote))
    assert found.reason == "nli"
    assert found.detail.startswith("turn 2: entailed with 0.0")
    assert found.detail.endswith("0.50 is needed")


def test_what_another_part_of_the_passage_entails_is_kept(encoder: Path) -> None:
    assert verdict(encoder, turn(0, "Who sells bread?", "Clara", "burned down")).kept


def test_turns_that_rest_on_nothing_are_not_asked_about(encoder: Path) -> None:
    assert verdict(encoder, WHO, turn(1, "Was it dear?", "unknown", "")).kept


def test_labels_are_found_by_name_in_any_order(encoder: Path, tmp_path: Path) -> None:
    import torch
    from transformers import BertForSequenceClassification

    other = shutil.copytree(encoder, tmp_path / "other")
    model: Any = BertForSequenceClassification.from_pretrained(encoder)
    order = [2, 0, 1]
    with torch.no_grad():
        model.classifier.weight.copy_(model.classifier.weight[order].clone())
        model.classifier.bias.copy_(model.classifier.bias[order].clone())
    model.config.id2label = {0: " entailment ", 1: "contradiction", 2: "NEUTRAL"}
    model.save_pretrained(other)
    scores = [
        [round(score, 1) for score in load_cross_encoder(f"hf:{path}", batch_size=4)(pairs)]
        for path in (encoder, other)
        for pairs in ([*ENTAILED, *NOT_ENTAILED],)
    ]
    assert scores[0] == scores[1] == [1.0] * len(ENTAILED) + [0.0] * len(NOT_ENTAILED)


def test_scores_do_not_depend_on_what_shares_a_batch(encoder: Path) -> None:
    pairs = [*ENTAILED, *NOT_ENTAILED]
    alone = load_cross_encoder(f"hf:{encoder}", batch_size=1)(pairs)
    together = load_cross_encoder(f"hf:{encoder}", batch_size=64)(pairs)
    assert together == pytest.approx(alone, abs=1e-4)
    assert load_cross_encoder(f"hf:{encoder}", batch_size=64)([]) == []


def test_a_long_pair_is_cut_to_what_the_model_reads(encoder: Path) -> None:
    (score,) = load_cross_encoder(f"hf:{encoder}", batch_size=1)([(f"{TEXT} " * 30, BUILT)])
    assert 0 <= score <= 1


def test_models_that_cannot_be_used_are_refused(encoder: Path, tmp_path: Path) -> None:
    unnamed = shutil.copytree(encoder, tmp_path / "unnamed")
    config = json.loads((unnamed / "config.json").read_text())
    config["id2label"] = {str(index): f"LABEL_{index}" for index in range(3)}
    config["label2id"] = {name: int(index) for index, name in config["id2label"].items()}
    (unnamed / "config.json").write_text(json.dumps(config))
    with pytest.raises(UserError, match="its labels are LABEL_0, LABEL_1, LABEL_2"):
        load_cross_encoder(f"hf:{unnamed}", batch_size=1)
    unsafe = shutil.copytree(encoder, tmp_path / "unsafe")
    (unsafe / "model.safetensors").rename(unsafe / "pytorch_model.bin")
    with pytest.raises(UserError, match="cannot be loaded"):
        load_cross_encoder(f"hf:{unsafe}", batch_size=1)
    with pytest.raises(UserError, match=r"no config\.json"):
        load_cross_encoder(f"hf:{tmp_path}", batch_size=1)
    with pytest.raises(RecipeError, match="hf:PATH_OR_NAME"):
        load_recipe("coqa", overrides=["filters.nli={model: some/model}"])


@pytest.mark.parametrize(
    ("question", "answer", "stated"),
    [
        ("Who built it?", "Otto Lang", "Otto Lang built it."),
        ("And who was the miller?", "Otto.", "Otto was the miller."),
        ("Who did he marry?", "Clara", "Who did he marry? Clara"),
        ("When was it built?", "in 1781", "It was built in 1781."),
        ("Where does she live?", "in Ashby", "She does live in Ashby."),
        ("Was he born in Ashby?", "Yes", "He was born in Ashby."),
        ("Was he born in Ashby?", "no", "It is not true that he was born in Ashby."),
        ("Was Otto born in Ashby?", "No.", "Was Otto born in Ashby? No."),
        ("Was it old?", "Yes, it stood for 67 years.", "It stood for 67 years."),
        ("What happened?", "In 1848 it burned down.", "In 1848 it burned down."),
        ("What is sold?", "rye bread", "What is sold? rye bread"),
    ],
)
def test_question_and_answer_make_a_statement(question: str, answer: str, stated: str) -> None:
    assert statement(question, answer) == stated


def test_the_premise_is_whole_sentences_and_windows_cover_the_passage() -> None:
    assert evidence_sentences(turn(0, "When?", "1848", "1848 it"), TEXT) == BURNED
    long = " ".join(f"Sentence {number} has six words here." for number in range(200))
    pieces = list(windows(long))
    assert all(len(piece.split()) <= WINDOW_WORDS for piece in pieces)
    assert all(f"Sentence {number} " in " ".join(pieces) for number in range(200))
    assert pieces[1].startswith(pieces[0][pieces[0].rindex("Sentence") :])
    assert list(windows(TEXT)) == [TEXT]
    assert FiltersSettings().nli is None
