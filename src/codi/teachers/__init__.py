"""ChatModels by name: the table of backends, each imported on demand."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from codi.errors import MissingExtraError, UserError
from codi.importing import import_named
from codi.types import ChatModel

if TYPE_CHECKING:
    from codi.recipe import TeacherSettings

__all__ = ["MODELS", "open_model"]

KINDS = "builtin, openai:NAME, hf:PATH_OR_NAME, replay:FILE, module:attribute"


def open_model(
    name: str, *, batch_size: int = 16, settings: TeacherSettings | None = None
) -> ChatModel:
    """The model of that name; `batch_size` bounds how many replies a local model writes at once.

    `builtin` is the rules that ship with codi, `openai:NAME` a model behind an OpenAI-compatible
    endpoint, `hf:PATH_OR_NAME` a model in a folder or on the hub, run in this process by
    transformers, `replay:FILE` what a run folder holds or a recording that ships. `settings` say
    how an endpoint is called; without base URLs in them, and without any settings,
    `OPENAI_BASE_URL` names it. Any other `module:attribute` is imported, the working
    folder included, and is a ChatModel or is called without arguments for one.

    Raises:
        UserError: a name of no such form, a module or attribute that is not there, or an endpoint
            that cannot be called as the settings and the environment say.
        MissingExtraError: transformers or torch is not installed.
    """
    kind, _, rest = name.partition(":")
    if kind in MODELS:
        return MODELS[kind](rest, batch_size, settings)
    if not kind or not rest:
        raise UserError(f"no model {name!r}", hint=f"one of {KINDS}")
    return _imported(kind, rest)


def _builtin(rest: str, _batch_size: int, _settings: TeacherSettings | None) -> ChatModel:
    if rest:
        raise UserError(f"no model 'builtin:{rest}'", hint=f"one of {KINDS}")
    from codi.teachers.builtin import BuiltinTeacher

    return BuiltinTeacher()


def _openai(rest: str, _batch_size: int, settings: TeacherSettings | None) -> ChatModel:
    if not rest:
        raise UserError("openai: needs the model's name on the server", hint="openai:NAME")
    if settings is not None and settings.batch:
        from codi.teachers.openai.batch import BatchModel

        return BatchModel(rest, settings)
    from codi.teachers.openai.model import OpenAIModel

    return OpenAIModel(rest, settings)


def _transformers(rest: str, batch_size: int, _settings: TeacherSettings | None) -> ChatModel:
    if not rest:
        raise UserError("hf: needs a folder or a name on the hub", hint="hf:PATH_OR_NAME")
    try:
        from codi.teachers.hf import HfModel
    except ModuleNotFoundError as error:
        if error.name not in {"torch", "transformers"}:
            raise
        raise MissingExtraError(error.name, extra="train", purpose=f"hf:{rest}") from None
    return HfModel.load(rest, batch_size=batch_size)


def _replay(rest: str, _batch_size: int, _settings: TeacherSettings | None) -> ChatModel:
    if not rest:
        raise UserError("replay: needs a run folder or a recording", hint="replay:FILE")
    from codi.teachers.replay import ReplayModel

    return ReplayModel.open(rest)


MODELS: Mapping[str, Callable[[str, int, TeacherSettings | None], ChatModel]] = {
    "builtin": _builtin,
    "openai": _openai,
    "hf": _transformers,
    "replay": _replay,
}
"""Each kind of model by the word before the colon, from what follows it and the ways to call it."""


def _imported(module_name: str, attribute: str) -> ChatModel:
    name = f"{module_name}:{attribute}"
    found = import_named(name, what="model", hint=f"one of {KINDS}")
    model = found() if callable(found) and not _is_model(found) else found
    if not isinstance(model, ChatModel):
        raise UserError(
            f"{name} is no ChatModel",
            hint="it needs name, complete(request) and close(), see codi.types.ChatModel",
        )
    return model


def _is_model(found: object) -> bool:
    return isinstance(found, ChatModel) and not isinstance(found, type)
