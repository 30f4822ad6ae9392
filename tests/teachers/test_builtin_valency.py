"""Questions keep what a verb, a time or a list cannot do without."""

import pytest

from codi.teachers.builtin.asking.analysis import analyse
from codi.teachers.builtin.talking.wording import fill


def asked(text: str) -> dict[str, str]:
    """Every question of a passage with its short answer."""
    return {fill(c.direct, c.surface or c.entity.text): c.short for c in analyse(text).candidates}


@pytest.mark.parametrize(
    ("text", "question", "answer"),
    [
        (
            "The wardens prevented the children from crossing the river.",
            "Who did the wardens prevent from crossing the river",
            "the children",
        ),
        (
            "Otto Keller attributed the old song to a travelling monk.",
            "What did Otto Keller attribute to a travelling monk",
            "the old song",
        ),
        ("The girl walked up to the counter.", "Where did the girl walk up to", "to the counter"),
        (
            "In contrast, the mill depends on the river.",
            "What does the mill depend on",
            "the river",
        ),
        (
            "The Orva Mill is located entirely within Brackwater.",
            "Is the Orva Mill located entirely within Brackwater",
            "Yes",
        ),
    ],
)
def test_a_question_keeps_what_its_verb_needs(text: str, question: str, answer: str) -> None:
    assert asked(text)[question] == answer


@pytest.mark.parametrize(
    ("text", "bad"),
    [
        ("The lake provides the town with drinking water.", "What does the lake provide"),
        ("The old chapel was closed during the period.", "When was the old chapel closed"),
        ("The home team won 2-1.", "What did the home team win"),
        ("Both men crossed the frozen river.", "Who crossed the frozen river"),
        (
            "The loss of the harbour in Gorton ruined most of its old trade.",
            "What ruined most of its old trade",
        ),
        (
            "The valley has been inhabited for thousands of years.",
            "What has the valley been inhabited for",
        ),
        (
            "The search takes time O(e(6/9)3) in Gorton.",
            "Does the search take time O(e(6/9)3) in Gorton",
        ),
        (
            "Gorton is the seat of the county and functions as a hub for the region.",
            "Is Gorton the seat of the county and functions as a hub for the region",
        ),
    ],
)
def test_half_a_question_is_not_asked(text: str, bad: str) -> None:
    assert bad not in asked(text)
