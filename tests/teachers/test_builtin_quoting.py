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


def test_what_a_page_shows_as_an_example_is_not_told_as_its_own_word() -> None:
    page = (
        "Write to one reader. You should name the reader in the first line.\n\n"
        "Consider this rule:\n\nTenants are responsible for the garden of the house.\n"
    )
    analysis = analyse(page, "Writing \u203a Readers")
    told = " ".join(text for _, text in told_as_it_stands(analysis, frozenset()))

    assert "Tenants" not in told
    assert "You should name the reader" in told


def test_a_list_is_not_cut_before_a_thing_that_is_described() -> None:
    text = (
        "### Provider\n\nThe provider maintains the badge, its status, and the records collected "
        "for the badge. An opening used by the cleaners is at the back.\n\n"
        "### Side door\n\nA door used by the cleaners at night.\n"
    )
    analysis = analyse(text, "Badges")
    said = [f"{c.direct} {c.statement}" for c in analysis.candidates]

    assert not any(line.endswith("maintains the badge") for line in said)
    assert not any("Did" in line and "use" in line for line in said)
