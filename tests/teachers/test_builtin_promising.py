"""What a turn of the built-in teacher tries: only what can do more of the plan than what it has."""

from codi.phenomena import question_type
from codi.teachers.builtin.asking.analysis import Analysis, analyse
from codi.teachers.builtin.talking.dialogue import advance, new_talk
from codi.teachers.builtin.talking.novelty import open_candidates
from codi.teachers.builtin.talking.promising import could_do_more
from codi.teachers.builtin.talking.talk import Now, Talk
from codi.types import ConversationPlan, Passage, TurnPlan

BRIDGE = Passage(
    id="bridge/0",
    document_id="bridge",
    title="The bridge of Lahnau",
    text=(
        "The bridge of Lahnau was built in 1781 by Jakob Stern because the village needed a road. "
        "Jakob Stern was a carpenter. In 1802 he moved to Trier. Clara Winter repaired the bridge "
        "in 1911. She wrote a book about the bridge. About 12,000 visitors cross the bridge every "
        "year."
    ),
)


def talk_of(*turns: tuple[str, tuple[str, ...]]) -> Talk:
    """A talk whose turns have these acts and phenomena."""
    planned = tuple(
        TurnPlan(index=index, link=act, act=act, needs_evidence=True, phenomena=phenomena)
        for index, (act, phenomena) in enumerate(turns)
    )
    return new_talk(ConversationPlan(passage=BRIDGE, number=0, seed=1, turns=planned))


def test_every_question_may_do_something_until_a_turn_has_one() -> None:
    talk = talk_of(("who", ()))
    now = Now(talk, talk.plan.turns[0], open_candidates(talk))
    assert now.open
    assert all(could_do_more(now, candidate) for candidate in now.open)


def test_where_only_the_kind_is_missing_no_question_of_another_kind_is_worded() -> None:
    talk = talk_of(("who", ()))
    now = Now(talk, talk.plan.turns[0], open_candidates(talk), undone=1)
    promising = [c for c in now.open if could_do_more(now, c)]
    assert promising
    assert all(c.kind == "who" or question_type(c.direct) == "who" for c in promising)


def test_a_question_without_a_tie_is_not_worded_where_only_the_tie_is_missing() -> None:
    talk = talk_of(("open", ()), ("follow_up", ("ellipsis",)))
    assert not advance(talk).exhausted
    now = Now(talk, talk.plan.turns[1], open_candidates(talk), undone=1)
    told = talk.previous
    assert told is not None
    promising = [c for c in now.open if could_do_more(now, c)]
    assert len(promising) < len(now.open)


def test_what_depends_on_the_passage_alone_is_found_once() -> None:
    analysis = analyse(BRIDGE.text, BRIDGE.title)
    asked: list[str] = []

    def find(found: Analysis, word: str) -> int:
        asked.append(word)
        return found.text.count(word)

    assert [analysis.once(find, word) for word in ("bridge", "Stern", "bridge")] == [4, 2, 4]
    assert asked == ["bridge", "Stern"]
