"""Rules for what frames a model's messages: chat templates, roles, tags of prompts."""

from __future__ import annotations

import re

from codi.injection.sight import Sight
from codi.injection.values import Rule, rule

_OPENED = r"<{}[\s>]"


def _closes_what_was_not_open(sight: Sight, match: re.Match[str]) -> bool:
    """Whether a tag is closed that the text did not open, as if it were the prompt's own."""
    return not re.search(_OPENED.format(match["tag"]), sight.text[: match.start()])


MARKUP: tuple[Rule, ...] = (
    rule(
        "chat template",
        "im system user assistant endoftext eot eom header begin python",
        r"""<\|(?:im_start|im_end|im_sep|system|user|assistant|endoftext|eot_id|eom_id
        |start_header_id|end_header_id|begin_of_text|end_of_text|start|channel|message|python_tag)
        \|>""",
        marks="<|",
    ),
    rule("chat template", "inst sys", r"\[/?inst\]|<</?sys>>"),
    rule("chat template", "turn", r"<(?:start|end)_of_turn>"),
    rule(
        "chat template",
        "role / system developer / content",
        r'"role"\s*:\s*"(?:system|developer)"\s*,\s*"content"\s*:',
    ),
    rule(
        "chat template",
        "system instruction instructions human user / response assistant answer output input",
        r"""^\#{2,4}[ ]?(?:system|instructions?|human|user)(?:[ ](?:prompt|message))?:
        (?=[\s\S]{0,900}^\#{2,4}[ ]?(?:response|assistant|answer|output|input):)""",
        marks="###",
    ),
    rule(
        "prompt tag",
        "llm ai gpt assistant system model user / instruction instructions directive directives "
        "prompt only",
        r"</?(?:llm|ai|gpt|assistant|system|model|user)[_-](?:instructions?|directives?|prompt|only)>",
    ),
    rule(
        "prompt tag",
        "passage document context system prompt instruction instructions user assistant untrusted "
        "input data / instruction instructions ignore system prompt",
        r"""</(?P<tag>passage(?:-\d+)?|document|context|system|prompt|instructions?|user|assistant
        |untrusted|input|data)>(?=[\s\S]{0,160}?\b(?:instructions?|ignore|system|prompt)\b)""",
        marks="</",
        holds=_closes_what_was_not_open,
    ),
)
