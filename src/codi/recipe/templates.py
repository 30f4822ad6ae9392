"""The templates of a recipe, found by their keys and tried out before anything runs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from difflib import get_close_matches
from typing import TYPE_CHECKING

from codi.errors import RecipeError
from codi.languages import LANGUAGES
from codi.text import compile_template, template_variables

if TYPE_CHECKING:
    from codi.recipe.settings import Recipe

_PASSAGE = frozenset({"passage", "title", "fence", "language"})
_TURN = frozenset({"title", "turn", "num_turns", "seed_data", "act", "requested", "language"})
TEMPLATE_VARIABLES: dict[str, frozenset[str]] = {
    "rules": _PASSAGE | {"calls", "parties", "user_rules", "assistant_rules", "example", "labels"},
    "questioner": frozenset({"title", "background", "language", "parties", "user_rules"})
    | {"example"},
    "student": _PASSAGE | {"student_task"},
    "user": _TURN | {"instruction", "phenomena"},
    "assistant": _TURN | {"message", "guidance"},
    "turns": frozenset({"title", "turns", "num_turns", "language"}),
    "one_call": frozenset({"title", "num_turns", "language"}),
    "link": _TURN,
}
"""What each template may read.

`passage` and `title` are texts, `fence` a word that the passage does not have as a tag; `turn`
counts from 1, `act` is what its link does; `seed_data` maps kinds to values; `requested` names the
phenomena asked for, `phenomena` lists their instructions but for what the link's own words bring;
`language` is the English name of the language to write. `instruction` and `guidance` are what the
link's own two templates gave, and `message` is the user's message. `calls` is the recipe's
`teacher.calls`; where one call brings several messages, `turns` lists what each turn's templates
could read. `background` is what the passage's source tells of the subject, `labels` lists name,
meaning and values of each label. The others are the recipe's texts of that name under `prompts`.
"""
JUDGE_VARIABLES: dict[str, frozenset[str]] = {
    "rubric": frozenset({"criteria"}),
    "case": frozenset({"passage", "title", "passage_fence", "turns", "turns_fence"}),
}
"""What the templates of `filters.judge` may read.

`criteria` maps names to what they mean; `turns` are the turns as one line of JSON each; the fences
are words that none of the texts has as a tag.
"""
TEMPLATES = ("rules", "questioner", "student", "user", "assistant", "turns", "one_call")
_FILLED_IN = ("parties", "user_rules", "assistant_rules", "student_task")


def template_texts(recipe: Recipe) -> Iterator[tuple[str, str, str]]:
    """Every template: its dotted key, its key in `TEMPLATE_VARIABLES`, and its text."""
    for name in TEMPLATES:
        yield f"prompts.{name}", name, getattr(recipe.prompts, name)
    for name, link in recipe.graph.links.items():
        yield f"graph.links.{name}.user", "link", link.user
        yield f"graph.links.{name}.assistant", "link", link.assistant


def check_templates(recipe: Recipe, *, located: Callable[[str], str]) -> None:
    """Compile each template and fill it with a sample turn; `located` puts the file before a key.

    Raises:
        RecipeError: with the file and the template's key: broken syntax, an unknown variable, or
            one that cannot be rendered; or a text that a template fills in and nobody wrote.
    """
    sample = _sample_variables(recipe)
    for key, kind, text in template_texts(recipe):
        variables = {name: sample[name] for name in sorted(TEMPLATE_VARIABLES[kind])}
        _check_template(located(key), text, variables)
        for name in _FILLED_IN:
            if name in template_variables(text) and not sample[name]:
                raise RecipeError(
                    f"{located(f'prompts.{name}')}: missing, and the template {key} fills it in",
                    hint="`codi recipes grounded-qa` shows one",
                )
    if judge := recipe.filters.judge:
        texts = {"rubric": judge.rubric, "case": judge.case}
        about: dict[str, object] = {
            "criteria": dict(judge.criteria),
            "passage": sample["passage"],
            "title": sample["title"],
            "passage_fence": "passage",
            "turns": ['{"turn": 1}'],
            "turns_fence": "conversation",
        }
        for name, text in texts.items():
            variables = {key: about[key] for key in sorted(JUDGE_VARIABLES[name])}
            _check_template(located(f"filters.judge.{name}"), text, variables)


def _check_template(where: str, text: str, variables: Mapping[str, object]) -> None:
    from jinja2 import TemplateError, TemplateSyntaxError

    try:
        unknown = sorted(template_variables(text) - set(variables))
        if unknown:
            nearest = get_close_matches(unknown[0], variables, n=1)
            advice = f"did you mean {nearest[0]}? " if nearest else ""
            raise RecipeError(
                f"{where}: the template reads the unknown variable {unknown[0]}",
                hint=f"{advice}it may read {', '.join(variables)}",
            )
        compile_template(text).render(**variables)
    except TemplateSyntaxError as error:
        raise RecipeError(
            f"{where}: line {error.lineno} of the template: {error.message}",
            hint="mend the template",
        ) from error
    except (TemplateError, ArithmeticError, LookupError, TypeError, ValueError) as error:
        reason = " ".join(str(error).split())
        raise RecipeError(
            f"{where}: the template cannot be rendered: {reason}",
            hint="a kind of seed data may be missing: test with {% if 'kind' in seed_data %}",
        ) from error


def _sample_seed_data(recipe: Recipe) -> dict[str, str]:
    first = {
        kind: next(value for value, weight in settings.values.items() if weight > 0)
        for kind, settings in recipe.seed_data.items()
        if settings.values
    }
    return {
        kind: first.get(kind) or settings.join.join(first[part] for part in settings.combine)
        for kind, settings in recipe.seed_data.items()
    }


def _sample_variables(recipe: Recipe) -> dict[str, object]:
    turn = {
        "language": LANGUAGES[recipe.conversations.language],
        "turn": 2,
        "act": "when",
        "requested": ["anaphora"],
        "seed_data": _sample_seed_data(recipe),
        "instruction": "Ask when something happened.",
        "phenomena": ["Use a pronoun."],
        "guidance": "",
    }
    return {
        **turn,
        "passage": "The bridge was built in 1887.",
        "title": "The bridge",
        "fence": "passage",
        "num_turns": 5,
        "message": "When was it built?",
        "calls": recipe.teacher.calls,
        "background": "A bridge over the river.",
        "labels": [
            {"name": name, **settings.model_dump()} for name, settings in recipe.labels.items()
        ],
        "example": recipe.prompts.example.model_dump(),
        **{name: getattr(recipe.prompts, name) for name in _FILLED_IN},
        "turns": [turn],
    }
