"""What the messages are made from: the parts of a recipe that they need, and no more."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from codi.graph import Link
from codi.types import Sampling


class ExampleTexts(Protocol):
    """One exchange in the style wanted."""

    @property
    def user(self) -> str:
        """What the user says."""
        ...

    @property
    def assistant(self) -> str:
        """What the assistant replies."""
        ...

    @property
    def quote(self) -> str:
        """The words that the reply rests on."""
        ...

    @property
    def labels(self) -> Mapping[str, str]:
        """The value of each label."""
        ...


class LabelTexts(Protocol):
    """A label of replies."""

    @property
    def meaning(self) -> str:
        """What it tells."""
        ...

    @property
    def values(self) -> tuple[str, ...]:
        """The values it may have."""
        ...


class PromptTexts(Protocol):
    """The template texts of a recipe, and what they put in their places."""

    @property
    def parties(self) -> str:
        """Who talks with whom."""
        ...

    @property
    def user_rules(self) -> str:
        """How the user talks."""
        ...

    @property
    def assistant_rules(self) -> str:
        """How the assistant replies."""
        ...

    @property
    def example(self) -> ExampleTexts:
        """An exchange in the style wanted."""
        ...

    @property
    def student_task(self) -> str:
        """What the student is told."""
        ...

    @property
    def user_sees(self) -> str:
        """What the user's part is asked with: the `passage`, or its `title` alone."""
        ...

    @property
    def rules(self) -> str:
        """The system message of synthesis: the rules for both parts, then the passage."""
        ...

    @property
    def questioner(self) -> str:
        """The system message for the user's part where it does not see the passage."""
        ...

    @property
    def student(self) -> str:
        """The system message in the dataset: the assistant's task, then the passage."""
        ...

    @property
    def user(self) -> str:
        """The last message of a user call: what the user shall say."""
        ...

    @property
    def assistant(self) -> str:
        """The last message of an assistant call: what the user said, and how to reply."""
        ...

    @property
    def turns(self) -> str:
        """The last message of a call that brings whole turns: what each of them shall be."""
        ...

    @property
    def one_call(self) -> str:
        """The last message of a call that brings a conversation about which nothing is said."""
        ...


class CallSettings(Protocol):
    """How the teacher is called."""

    @property
    def calls(self) -> str:
        """What one call brings: `part`, `turn` or `conversation`."""
        ...

    @property
    def concurrency(self) -> int:
        """How many calls may be in flight."""
        ...


class TalkSettings(Protocol):
    """What is the same in all conversations."""

    @property
    def language(self) -> str:
        """The language they are written in, by its two letters (ISO 639-1)."""
        ...


class PromptRecipe(Protocol):
    """What `Prompts` needs of a recipe; `codi.recipe.Recipe` is one."""

    @property
    def prompts(self) -> PromptTexts:
        """The template texts."""
        ...

    @property
    def labels(self) -> Mapping[str, LabelTexts]:
        """The labels that replies have, by name."""
        ...

    @property
    def conversations(self) -> TalkSettings:
        """What is the same in all conversations."""
        ...

    @property
    def teacher(self) -> CallSettings:
        """How the teacher is called."""
        ...

    @property
    def left_out(self) -> frozenset[str]:
        """The parts of the method that are ablated."""
        ...

    def turn_links(self) -> tuple[Link, ...]:
        """The kinds of turn, with the templates of their two parts."""
        ...

    def teacher_sampling(self) -> Sampling:
        """How the teacher decodes."""
        ...
