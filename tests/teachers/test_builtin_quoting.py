"""What is told of a page as it stands: sentences and lists that lean on nothing."""

from __future__ import annotations

from codi.teachers.builtin.asking.analysis import analyse
from codi.teachers.builtin.talking.quoting import lists_as_they_stand, told_as_it_stands

PAGE = """### Slides

Use this deck template for your talk. Slides should have large letters (at least 24 pt).

Be aware of the gap between a talk and a text. Once you spot the gap, writing becomes easier.

If you want help, please reach out to in Slack or by phone. If the room has a camera.

- Bring a print-out of your notes

### Rooms

The following rooms can be used without a request, provided that each is free:

- The long room

- The library (ground floor)

### Checks

Monitoring is only useful if somebody reads it, and then only if those people...

- know the application

- have time to mend it

### Tools

Python

- Run the tests

- Read the report

See also:

- The guide on reports
"""


def test_only_sentences_that_lean_on_nothing_are_told_as_they_stand() -> None:
    told = [text for _, text in told_as_it_stands(analyse(PAGE, "Talks"), frozenset())]

    assert told == [
        "Slides should have large letters (at least 24 pt).",
        "Be aware of the gap between a talk and a text.",
        "Bring a print-out of your notes.",
    ]


def test_a_list_is_told_with_its_lead_in_and_to_its_end_or_not_at_all() -> None:
    told = [text for _, text in lists_as_they_stand(analyse(PAGE, "Talks"))]

    assert told == [
        (
            "The following rooms can be used without a request, provided that each is free: "
            "The long room; The library (ground floor)."
        )
    ]
