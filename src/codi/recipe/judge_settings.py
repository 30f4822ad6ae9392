"""What a recipe may say of the models that look at its conversations: for inference, as judge."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field, field_validator

from codi.recipe.fields import AboveZero, AtLeastOne, Real, Settings, Share, Whole
from codi.recipe.model_settings import PriceSettings, TeacherSettings
from codi.recipe.wording import frame


def _free(name: str) -> str:
    """Refuse what a verdict holds besides the criteria."""
    if name in {"turn", "turns", "why"}:
        raise ValueError("a verdict has this key already; choose another name")
    return name


Criterion = Annotated[str, Field(pattern="^[a-z][a-z0-9_]*$"), AfterValidator(_free)]
CRITERIA: dict[str, str] = {
    "grounded": (
        "every fact in the assistant's reply stands in the passage or follows from it; a reply "
        "that tells no fact, as when asking back or not knowing, is grounded."
    ),
    "answers": (
        "the reply answers what the user asks or says, as far as the passage allows; it says that "
        "the passage does not tell only where that is so."
    ),
    "self_contained": (
        "user and assistant can be understood from the conversation so far by somebody who has no "
        "passage, and do not speak of one, but to say that it does not tell."
    ),
    "natural": (
        "people might say it: no broken sentence, no instruction or label left in, nothing asked "
        "again that was answered, no question that brings its answer along."
    ),
}


class NliSettings(Settings):
    """A cross-encoder for natural language inference, `hf:` and a folder or a name on the hub.

    A conversation is dropped where an answer is entailed with a probability below `threshold`.
    """

    model: str
    threshold: Share = 0.5
    batch_size: AtLeastOne = 32

    @field_validator("model")
    @classmethod
    def _of_transformers(cls, name: str) -> str:
        if not name.removeprefix("hf:") or not name.startswith("hf:"):
            raise ValueError("a cross-encoder is named as hf:PATH_OR_NAME")
        return name

    def __str__(self) -> str:
        """The model and the threshold, for tables."""
        return f"{self.model}, {self.threshold:g}"


class JudgeSettings(Settings):
    """A model that examines each conversation that passed the other gates, in one call.

    It says of each turn whether each of `criteria` holds. A conversation passes where each of them
    holds in at least `threshold` of its turns. `rubric` (system message) and `case` (what is to be
    examined) are Jinja2 templates. How the model is called is told as for the teacher.
    """

    model: str
    threshold: Share = 1.0
    criteria: Annotated[dict[Criterion, str], Field(min_length=1)] = CRITERIA
    rubric: str = Field(default_factory=lambda: frame("judge"))
    case: str = Field(default_factory=lambda: frame("judged"))
    temperature: Annotated[Real, Field(ge=0)] = 0.0
    max_tokens: AtLeastOne = 1024
    concurrency: AtLeastOne = 16
    base_urls: tuple[str, ...] = ()
    server: str = "auto"
    timeout_seconds: AboveZero = 300.0
    retries: Annotated[Whole, Field(ge=0)] = 6
    requests_per_minute: AboveZero | None = None
    tokens_per_minute: AboveZero | None = None
    prices: PriceSettings = PriceSettings()

    @field_validator("model")
    @classmethod
    def _can_judge(cls, name: str) -> str:
        if name.partition(":")[0] == "builtin":
            raise ValueError("the built-in teacher judges nothing; name a model, as openai:NAME")
        return name

    def __str__(self) -> str:
        """The model and the threshold, for tables."""
        return f"{self.model}, {self.threshold:g}"

    def as_teacher(self) -> TeacherSettings:
        """How the model is reached, in the words that open a model."""
        return TeacherSettings(
            **self.model_dump(exclude={"threshold", "criteria", "rubric", "case"})
        )
