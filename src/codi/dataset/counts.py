"""What stands in a dataset, counted while it is written."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from codi.types import Conversation, Passage, Usage


@dataclass(slots=True, kw_only=True)
class DatasetCounts:
    """What a dataset holds. `train` and `validation` are rows, that is conversations.

    `links` counts turns by the link they were planned for, `declined_links` those that the teacher
    said are not of its kind. `requested`, `declined` and `realised` count turns by phenomenon,
    `fulfilled` those where it was requested, not declined, and occurs. `licences`, `domains` and
    `languages` count documents by what their sources say, "" where one says nothing; `flags` count
    passages.
    """

    train: int = 0
    validation: int = 0
    documents: int = 0
    passages: int = 0
    turns: int = 0
    turns_with_evidence: int = 0
    teachers: Counter[str] = field(default_factory=Counter)
    links: Counter[str] = field(default_factory=Counter)
    declined_links: Counter[str] = field(default_factory=Counter)
    requested: Counter[str] = field(default_factory=Counter)
    declined: Counter[str] = field(default_factory=Counter)
    unchecked: Counter[str] = field(default_factory=Counter)
    fulfilled: Counter[str] = field(default_factory=Counter)
    realised: Counter[str] = field(default_factory=Counter)
    licences: Counter[str] = field(default_factory=Counter)
    domains: Counter[str] = field(default_factory=Counter)
    languages: Counter[str] = field(default_factory=Counter)
    flags: Counter[str] = field(default_factory=Counter)
    usage: Usage = field(default_factory=Usage)

    def add_document(self, first: Passage) -> None:
        """Count a document by the first of its passages that comes by."""
        origin = first.origin
        self.documents += 1
        self.licences[origin.licence] += 1
        self.domains[domain_of(origin.url)] += 1
        self.languages[origin.language] += 1

    def add_passage(self, passage: Passage) -> None:
        """Count a passage."""
        self.passages += 1
        self.flags.update(passage.flags)

    def add(self, conversation: Conversation) -> None:
        """Count the words and turns of one conversation."""
        self.turns += len(conversation.turns)
        self.teachers[conversation.teacher] += 1
        self.usage += conversation.usage
        for turn in conversation.turns:
            self.turns_with_evidence += bool(turn.evidence)
            self.links[turn.link] += 1
            self.declined_links[turn.link] += turn.link in turn.declined
            self.requested.update(turn.requested)
            self.declined.update(set(turn.requested) & set(turn.declined))
            self.unchecked.update(set(turn.unchecked) - set(turn.declined))
            self.realised.update(turn.realised)
            self.fulfilled.update(set(turn.requested) & set(turn.realised) - set(turn.declined))


def domain_of(url: str) -> str:
    """The host that a URL names, "" where it names none."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:  # such as an address in brackets that is none
        return ""
