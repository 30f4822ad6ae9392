"""The words of a recipe's messages: texts, templates, and the labels that replies carry."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, field_validator

from codi.recipe.fields import Settings


def _no_mark(name: str) -> str:
    """Refuse what a reply marks other things with."""
    if name in {"quote", "quotes", "reply", "user", "assistant"}:
        raise ValueError("a reply has this mark already; choose another name")
    return name


LabelName = Annotated[str, Field(pattern="^[a-z][a-z0-9_]*$"), AfterValidator(_no_mark)]


class ExampleSettings(Settings):
    """One exchange in the style wanted, with the words of an imagined passage that it rests on."""

    user: str = ""
    assistant: str = ""
    quote: str = ""
    labels: dict[str, str] = Field(default_factory=dict)


@cache
def frame(name: str) -> str:
    """The text of a template that serves all tasks."""
    path = resources.files("codi") / "recipes" / "frames" / f"{name}.j2"
    return path.read_text(encoding="utf-8").removesuffix("\n")


class PromptTemplates(Settings):
    """The words of the messages.

    `parties` says in a clause who talks with whom, `user_rules` and `assistant_rules` list how each
    of them does, `example` shows an exchange (`labels` in it: a value of each label),
    `student_task` is what the student is told: all plain texts, which the templates put in their
    place. Of the templates (Jinja2; `TEMPLATE_VARIABLES` says what each may read) a recipe gives
    those that shall differ from what all tasks share.

    Where `user_sees` is `title`, what the user says is asked for without the passage: `questioner`
    is the system message then, and a user's question may have no answer.
    """

    user_sees: Literal["passage", "title"] = "passage"

    parties: str = ""
    user_rules: str = ""
    assistant_rules: str = ""
    example: ExampleSettings = ExampleSettings()
    student_task: str = ""
    rules: str = Field(default_factory=lambda: frame("rules"))
    questioner: str = Field(default_factory=lambda: frame("questioner"))
    student: str = Field(default_factory=lambda: frame("student"))
    user: str = Field(default_factory=lambda: frame("user"))
    assistant: str = Field(default_factory=lambda: frame("assistant"))
    turns: str = Field(default_factory=lambda: frame("turns"))
    one_call: str = Field(default_factory=lambda: frame("one_call"))


class LabelSettings(Settings):
    """A label that the assistant puts on each of its replies: `meaning`, and one of `values`."""

    meaning: str
    values: tuple[str, ...]

    @field_validator("values")
    @classmethod
    def _several(cls, values: tuple[str, ...]) -> tuple[str, ...]:
        if len(values) < 2 or len({value.casefold() for value in values}) < len(values):
            raise ValueError("two values at least, each of them once")
        return values
