"""The verbs that look and change nothing: plans, conversations, graphs, recipes; and `chat`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from codi.cli import fitting, options
from codi.cli.terminal import print_json, print_table, say
from codi.errors import InputError, UserError

RunArgument = Annotated[Path, typer.Argument(metavar="RUN", help="A run folder.")]


def plan(
    out: options.OutOption,
    count: options.CountOption = None,
    per_passage: options.PerPassageOption = None,
    seed: options.SeedOption = None,
    teacher: options.TeacherOption = None,
    concurrency: options.ConcurrencyOption = None,
    prices: options.PricesOption = None,
    with_prompts: Annotated[
        bool, typer.Option("--prompts", help="Print what the teacher will be sent, call by call.")
    ] = False,
    estimate: Annotated[
        bool,
        typer.Option("--estimate", help="Forecast calls, tokens, cost and time instead."),
    ] = False,
    tokens_per_second: Annotated[
        float,
        typer.Option(
            "--tokens-per-second",
            metavar="X",
            min=0.1,
            help="What the forecast takes one call to write in a second.",
        ),
    ] = 40.0,
    settings: options.SetOption = None,
    as_json: Annotated[
        bool,
        typer.Option("--json", help="Print JSON, one object a line, instead of text."),
    ] = False,
) -> None:
    """Print the conversation plans of a run's passages: made without a teacher, written nowhere.

    Examples: `codi plan --out runs/mine --count 20`,
    `codi plan --out runs/mine --estimate --prices 0.15,0.60`
    """
    from codi.cli import planned

    changes = options.overrides(
        settings,
        count=count,
        per_passage=per_passage,
        seed=seed,
        teacher=teacher,
        concurrency=concurrency,
        prices=prices,
    )
    with planned.opened(out, changes) as opened:
        if estimate:
            planned.print_estimate(opened, tokens_per_second, as_json=as_json)
        elif with_prompts:
            planned.print_prompts(opened, as_json=as_json)
        else:
            planned.print_plans(opened, as_json=as_json)


def show(
    run: RunArgument,
    conversation_id: Annotated[
        str | None,
        typer.Argument(metavar="[ID]", help="A conversation; without it they are listed."),
    ] = None,
    dropped: Annotated[
        bool, typer.Option("--dropped", help="List the dropped ones, with their reasons.")
    ] = False,
    losses: Annotated[
        bool,
        typer.Option(
            "--losses", help="List all that fell away, from input files to conversations, and why."
        ),
    ] = False,
    gate: Annotated[
        str | None,
        typer.Option("--gate", metavar="NAME", help="List what fell away at this gate alone."),
    ] = None,
    limit: Annotated[int, typer.Option("--limit", metavar="N", min=1, help="List so many.")] = 20,
    as_json: options.JsonOption = False,
) -> None:
    """Show a conversation: links, phenomena, and its evidence marked in the passage.

    Examples: `codi show runs/mine 'travel.md/0#1'`, `codi show runs/mine --losses`
    """
    from codi.cli.conversations import as_value, list_conversations, print_conversation
    from codi.cli.losses import list_losses
    from codi.filters import examined
    from codi.journal import Journal, RunFolder
    from codi.recipe import load_recipe

    folder = RunFolder(run)
    with Journal.open(folder.journal, read_only=True) as journal:
        if losses or gate is not None:
            list_losses(journal, gate=gate, limit=limit, as_json=as_json)
            return
        if conversation_id is None:
            list_conversations(
                journal, kept=False if dropped else None, limit=limit, as_json=as_json
            )
            return
        conversation, verdict = journal.conversation(conversation_id)
    if verdict is None:  # the stage that judges it examines it too
        language = load_recipe(str(folder.recipe)).conversations.language
        conversation = examined(conversation, language=language)
    if as_json:
        print_json(as_value(conversation, verdict))
    else:
        print_conversation(conversation, verdict)


def recipes(
    name: Annotated[
        str | None,
        typer.Argument(metavar="[NAME]", help="Write this recipe out, every default filled in."),
    ] = None,
    as_json: options.JsonOption = False,
) -> None:
    """List the recipes that ship, or write one out to start from.

    Example: `codi recipes grounded-qa > mine.yaml`
    """
    from codi.recipe import dump_recipe, load_recipe, recipe_names

    if name is not None:
        recipe = load_recipe(name)
        if as_json:
            print_json(recipe.model_dump(mode="json"))
        else:
            sys.stdout.write(dump_recipe(recipe))
        return
    shipped = {each: load_recipe(each).description for each in recipe_names()}
    if as_json:
        print_json(shipped)
    else:
        print_table(
            "", {"recipe": "left", "what for": "left"}, [list(row) for row in shipped.items()]
        )


graph = typer.Typer(
    help="Look at a recipe's conversation graph, or fit one to people's.", no_args_is_help=True
)


@graph.command(name="show")
def graph_show(recipe: options.RecipeArgument, settings: options.SetOption = None) -> None:
    """Print the links, what they do and where they lead, in percent.

    Example: `codi graph show grounded-qa`
    """
    from codi.graph import to_text
    from codi.recipe import load_recipe

    loaded = load_recipe(recipe, overrides=settings or [])
    sys.stdout.write(to_text(loaded.conversation_graph()).rstrip("\n") + "\n")


@graph.command(name="draw")
def graph_draw(
    recipe: options.RecipeArgument,
    form: Annotated[
        str, typer.Option("--format", metavar="mermaid|svg", help="What to draw it as.")
    ] = "mermaid",
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="A file; default standard output.")
    ] = None,
    settings: options.SetOption = None,
) -> None:
    """Draw the graph as Mermaid text or as an SVG picture.

    Example: `codi graph draw grounded-qa --format svg --out graph.svg`
    """
    from codi.graph import to_mermaid, to_svg
    from codi.recipe import load_recipe

    drawers = {"mermaid": to_mermaid, "svg": to_svg}
    if form not in drawers:
        raise UserError(f"--format {form} is not known", hint="mermaid or svg")
    drawn = drawers[form](load_recipe(recipe, overrides=settings or []).conversation_graph())
    if out is None:
        sys.stdout.write(drawn.rstrip("\n") + "\n")
    else:
        out.write_text(drawn, encoding="utf-8")
        say(f"wrote {out}")


def chat(
    model: Annotated[
        str,
        typer.Argument(
            metavar="MODEL",
            help="`builtin`, `openai:NAME`, `hf:PATH_OR_NAME` or `module:attribute`.",
        ),
    ],
    document: Annotated[
        Path, typer.Option("--document", metavar="PATH", help="What to talk about.")
    ],
    recipe: Annotated[
        str, typer.Option("--recipe", metavar="RECIPE", help="Whose system message the model gets.")
    ] = "grounded-qa",
    max_tokens: Annotated[
        int, typer.Option("--max-tokens", metavar="N", min=1, help="Bound on a reply.")
    ] = 128,
) -> None:
    """Talk with a model about a document, one line a message; an empty line or Ctrl-D ends it.

    Example: `codi chat hf:runs/mine/student --document docs/travel.md`
    """
    from codi.cli.talk import talk
    from codi.readers import read_documents
    from codi.types import Passage

    skipped: list[str] = []
    found = list(read_documents([str(document)], on_loss=lambda one: skipped.append(one.reason)))
    if not found:
        raise InputError(f"{document} cannot be read: {'; '.join(skipped)}")
    first = found[0]
    passage = Passage(id=first.id, document_id=first.id, title=first.title, text=first.text)
    talk(model, passage=passage, recipe=recipe, max_tokens=max_tokens)


def add_to(app: typer.Typer) -> None:
    """Put this file's verbs on the command line."""
    app.command()(plan)
    app.command()(show)
    app.command()(recipes)
    graph.command(name="fit")(fitting.graph_fit)
    app.add_typer(graph, name="graph")
    app.command()(chat)
