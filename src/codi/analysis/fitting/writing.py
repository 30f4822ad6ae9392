"""A fit as a recipe in YAML that people can read and edit, with the counts beside the weights."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from textwrap import wrap

from codi.analysis.fitting.fitted import Fit
from codi.analysis.fitting.lengths import scale_end
from codi.analysis.fitting.styles import SENTENCE_WORDS, SHORT_WORDS, SPAN
from codi.graph import END, Link
from codi.recipe.yaml_files import write_yaml

WIDTH = 96
IN_ALL = 100.0
"""What the weights of a row add up to."""


def recipe_text(fit: Fit, *, name: str, extends: str, source: str, command: str) -> str:
    """The recipe as YAML; `source` names the conversations, `command` what made it of them."""
    parts = (
        _header(fit, source, command),
        _names(fit, name, extends, source),
        _conversations(fit),
        _start(fit),
        _links(fit),
        _phenomena(fit),
        _answers(fit),
    )
    return "\n".join("".join(f"{line}\n" for line in part) for part in parts)


def _comment(text: str) -> Iterator[str]:
    lines = wrap(text, WIDTH, break_on_hyphens=False, break_long_words=False)
    yield from (f"# {line}" for line in lines)


def _header(fit: Fit, source: str, command: str) -> Iterator[str]:
    held_out = fit.held_out
    made = f", by `{command}`" if command else ""
    yield from _comment(
        f"Fitted to {source}, {fit.num_conversations:,} conversations with {fit.num_turns:,} "
        f"turns{made}. Edit it as you like."
    )
    yield "#"
    smoothing = {
        "additive": f"adding {held_out.smoothing.strength:g} to each count",
        "marginal": f"adding to each link {held_out.smoothing.strength:g} turns that go on as all "
        f"turns together do",
    }
    yield from _comment(
        f"Smoothed by {smoothing[held_out.smoothing.method]}, which foretells held-out "
        f"conversations best: {held_out.bits:.2f} bits a turn; shares that do not look at the turn "
        f"before need {held_out.marginal_bits:.2f}, equal chances {held_out.uniform_bits:.2f}."
    )
    if fit.merged:
        merged = ", ".join(f"{act} ({n}) as {link}" for act, (link, n) in fit.merged.items())
        yield from _comment(f"Too rare for a link of their own: {merged}.")
    if fit.passed_over:
        passed = ", ".join(f"{act} ({number})" for act, number in fit.passed_over.items())
        yield from _comment(f"Too rare, and passed over: {passed}.")


def _names(fit: Fit, name: str, extends: str, source: str) -> Iterator[str]:
    yield f"name: {_quoted(name)}"
    yield f"extends: {_quoted(extends)}"
    yield "description: >-"
    said = (
        f"Turns, lengths and phenomena as in {source}, {fit.num_conversations:,} conversations; "
        f"the words are those of recipe {fit.base_recipe.name}."
    )
    lines = wrap(said, WIDTH, break_on_hyphens=False, break_long_words=False)
    yield from (f"  {line}" for line in lines)


def _conversations(fit: Fit) -> Iterator[str]:
    found = fit.lengths
    yield from _comment(
        f"People: {min(found.human)} to {max(found.human)} turns, mean {found.human_mean:.1f}, "
        f"standard deviation {found.human_sd:.1f}. This graph under these bounds: mean "
        f"{found.mean:.1f}, standard deviation {found.sd:.1f}. The odds of ending are those seen "
        f"times {found.end_scale:.2g}, which the bounds make up for."
    )
    yield "conversations:"
    yield f"  min_turns: {found.min_turns}"
    yield f"  max_turns: {found.max_turns}"
    yield "  words_per_turn: null"


def _start(fit: Fit) -> Iterator[str]:
    total = fit.counts.start.total()
    yield from _comment(
        "Weights are per cent; behind each stands how often it was seen. A link that the base "
        "recipe has and people hardly ever need is taken out by a null."
    )
    yield "graph:"
    yield "  start:"
    for link, number in fit.counts.start.most_common():
        yield f"    {link}: {_number(IN_ALL * number / total)}  # {number:,} of {total:,}"
    for link in fit.base_recipe.graph.start:
        if link in fit.links and link not in fit.counts.start:
            yield f"    {link}: 0"


def _links(fit: Fit) -> Iterator[str]:
    yield "  links:"
    for name in fit.base_recipe.graph.links:
        if name not in fit.links:
            yield f"    {name}: null"
    for name, link in fit.links.items():
        number = fit.counts.turns[name]
        lent = f", which {fit.base_recipe.name} lacks" if name in fit.borrowed else ""
        yield f"    {name}:  # {number:,} turn{'s' * (number != 1)}{lent}"
        yield from _settings(fit, link)
        yield "      next:"
        yield from _row(fit, name)


def _settings(fit: Fit, link: Link) -> Iterator[str]:
    """What the base recipe does not already say of a link."""
    own = None if link.name in fit.borrowed else fit.base_recipe.graph.links[link.name]
    if own is None:
        words = {"act": link.act, "user": link.user, "assistant": link.assistant}
        for line in write_yaml(words).splitlines():
            yield f"      {line}"
        yield f"      needs_evidence: {json.dumps(link.needs_evidence)}"
        yield f"      phenomena: [{', '.join(link.phenomena)}]"
    if own is None or tuple(own.without) != link.without:
        yield from _list("without", link.without)


def _list(key: str, names: tuple[str, ...]) -> Iterator[str]:
    lines = wrap(f"{key}: [{', '.join(names)}]", WIDTH - 6)
    yield f"      {lines[0]}"
    yield from (f"        {line}" for line in lines[1:])


def _row(fit: Fit, name: str) -> Iterator[str]:
    seen = fit.counts.onward[name]
    row = scale_end(fit.rows[name], fit.lengths.end_scale)
    for following, share in row.items():
        yield f"        {following}: {_number(IN_ALL * share)}  # {seen[following]:,}"
    own = fit.base_recipe.graph.links.get(name)
    for following in own.next if own else ():
        if following not in row and (following in fit.links or following == END):
            yield f"        {following}: 0"


def _phenomena(fit: Fit) -> Iterator[str]:
    yield from _comment(
        "The share of turns on which people show each, among those on which it can be asked for; a "
        "kind of pronoun or fragment that has a rate of its own brings the general one with it, "
        "whose rate is lower by that."
    )
    yield "phenomena:"
    for name, found in fit.rates.items():
        elsewhere = found.shown_in_all - found.shown
        more = f", and on {elsewhere:,} others" if elsewhere else ""
        yield f"  {name}: {found.rate:g}  # {found.shown:,} of {found.possible:,} turns{more}"
    for name in fit.base_recipe.phenomena:
        if name not in fit.rates:
            yield f"  {name}: 0"


def _answers(fit: Fit) -> Iterator[str]:
    found = fit.answers
    kinds = ", ".join(f"{kind} {_percent(n, fit.num_turns)}" for kind, n in found.types.items())
    by_length = (
        "those that stand in the passage as they are count as spans"
        if SPAN in found.styles
        else f"those of {SHORT_WORDS} words or fewer count as short, of more than "
        f"{SENTENCE_WORDS} as detailed"
    )
    yield from _comment(
        f"Replies: {kinds}. Answers have {found.mean_words:.1f} words on average; {by_length}."
    )
    yield "seed_data:"
    yield "  answer_style:"
    yield "    per: turn"
    yield "    values:"
    total = fit.num_turns - found.types.get("none", 0)
    for style, number in found.styles.items():
        share = _number(IN_ALL * number / sum(found.styles.values()))
        yield f"      {style}: {share}  # {number:,} of {total:,}"
    for style in _base_styles(fit):
        if style not in found.styles:
            yield f"      {style}: null"
    yield ""
    yield "# Room for the longest message seen, with the words of the passage that it rests on."
    yield "teacher:"
    yield f"  max_tokens: {found.max_tokens}"


def _base_styles(fit: Fit) -> Mapping[str, float]:
    kind = fit.base_recipe.seed_data.get("answer_style")
    return kind.values if kind else {}


def _percent(number: int, total: int) -> str:
    return f"{100 * number / total:.1f}%"


def _number(value: float) -> str:
    """Three digits that count, never in the notation with an exponent."""
    return f"{float(f'{value:.3g}'):.6f}".rstrip("0").rstrip(".")


def _quoted(text: str) -> str:
    return str(write_yaml(text)).removesuffix("\n...\n").strip()
