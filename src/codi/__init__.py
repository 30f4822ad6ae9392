"""codi: conversational skill, distilled into small language models."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

__version__ = "0.1.0"

if TYPE_CHECKING:
    from codi.benchmarks import load_benchmark, score_files
    from codi.errors import CodiError, UserError
    from codi.graph import ConversationGraph, Link
    from codi.pipeline import Run, open_run, run_stage, run_stages
    from codi.planning import plan_conversations
    from codi.readers import read_documents, split_into_passages
    from codi.recipe import Recipe, dump_recipe, load_recipe, recipe_names
    from codi.report import write_report
    from codi.teachers import open_model
    from codi.types import (
        ChatModel,
        Completion,
        Conversation,
        ConversationPlan,
        Document,
        Message,
        Passage,
        Request,
        Sampling,
        Span,
        Turn,
        Usage,
        Verdict,
    )

_ROOM_OF = {
    **dict.fromkeys(("load_benchmark", "score_files"), "benchmarks"),
    **dict.fromkeys(("CodiError", "UserError"), "errors"),
    **dict.fromkeys(("ConversationGraph", "Link"), "graph"),
    **dict.fromkeys(("Run", "open_run", "run_stage", "run_stages"), "pipeline"),
    "plan_conversations": "planning",
    **dict.fromkeys(("read_documents", "split_into_passages"), "readers"),
    **dict.fromkeys(("Recipe", "dump_recipe", "load_recipe", "recipe_names"), "recipe"),
    "write_report": "report",
    "open_model": "teachers",
    **dict.fromkeys(
        (
            "ChatModel",
            "Completion",
            "Conversation",
            "ConversationPlan",
            "Document",
            "Message",
            "Passage",
            "Request",
            "Sampling",
            "Span",
            "Turn",
            "Usage",
            "Verdict",
        ),
        "types",
    ),
}

__all__ = [
    "ChatModel",
    "CodiError",
    "Completion",
    "Conversation",
    "ConversationGraph",
    "ConversationPlan",
    "Document",
    "Link",
    "Message",
    "Passage",
    "Recipe",
    "Request",
    "Run",
    "Sampling",
    "Span",
    "Turn",
    "Usage",
    "UserError",
    "Verdict",
    "dump_recipe",
    "load_benchmark",
    "load_recipe",
    "open_model",
    "open_run",
    "plan_conversations",
    "read_documents",
    "recipe_names",
    "run_stage",
    "run_stages",
    "score_files",
    "split_into_passages",
    "write_report",
]


def __getattr__(name: str) -> object:
    """Import a room only when a name of it is asked for, so that `import codi` costs nothing."""
    if name in _ROOM_OF:
        return getattr(import_module(f"codi.{_ROOM_OF[name]}"), name)
    raise AttributeError(f"module 'codi' has no attribute {name!r}")
