"""A conversation with a model about one passage, read from standard input."""

from __future__ import annotations

import sys

from codi.types import History, Passage, Sampling, Turn


def talk(model_name: str, *, passage: Passage, recipe: str, max_tokens: int) -> None:
    """Read a message a line, write the model's reply, until an empty line or the end of input."""
    from codi.pipeline.event_loop import run_coroutine
    from codi.prompts import Prompts, answer_of
    from codi.recipe import load_recipe
    from codi.teachers import open_model

    loaded = load_recipe(recipe)
    prompts = Prompts(loaded)
    sampling = Sampling(max_tokens=max_tokens)

    async def converse() -> None:
        model = open_model(model_name, settings=loaded.teacher)
        history: History = ()
        try:
            while message := _next_message():
                request = prompts.answer_call(passage, history, message, sampling)
                completion = await model.complete(request)
                reply = answer_of(completion.text)
                sys.stdout.write(reply + "\n")
                sys.stdout.flush()
                history += (Turn(index=len(history), user=message, assistant=reply),)
        finally:
            await model.close()

    run_coroutine(converse())


def _next_message() -> str:
    if sys.stdin.isatty():
        sys.stdout.write("> ")
        sys.stdout.flush()
    return sys.stdin.readline().strip()
