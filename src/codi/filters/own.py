"""Gates that a user wrote: functions from a conversation to a verdict, named in the recipe."""

from __future__ import annotations

from codi.errors import UserError
from codi.filters.gates import Check, Context
from codi.importing import import_named
from codi.types import KEEP, Conversation, Verdict

HINT = "filters.own names functions as module:function, in a package or the working folder"


def own(context: Context) -> Check[Conversation] | None:
    """A check that asks the recipe's own functions in their order; None where it names none.

    Raises:
        UserError: a name that leads nowhere; later, a function that gives no verdict.
    """
    names = context.recipe.filters.own
    functions = [(name, import_named(name, what="gate", hint=HINT)) for name in names]
    if not functions:
        return None
    for name, function in functions:
        if not callable(function):
            raise UserError(f"{name} is no function", hint=HINT)

    def check(conversation: Conversation) -> Verdict:
        for name, function in functions:
            verdict = function(conversation)
            if not isinstance(verdict, Verdict):
                raise UserError(
                    f"the gate {name} gave {verdict!r} for {conversation.id}",
                    hint="a gate gives codi.types.KEEP or codi.types.drop(reason, detail)",
                )
            if not verdict.kept:
                return verdict
        return KEEP

    return check
