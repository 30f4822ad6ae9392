"""YAML as recipes use it: read strictly, written for people to read."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

import yaml

from codi.errors import RecipeError


class _StrictLoader(yaml.SafeLoader):
    """The safe loader, which also refuses a key that stands twice and a key that is not a text."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:  # noqa: FBT001, FBT002 - PyYAML's signature
        seen: set[str] = set()
        for key_node, _ in node.value:
            if key_node.tag == "tag:yaml.org,2002:merge":
                continue
            key = self.construct_object(key_node, deep=True)
            if not isinstance(key, str):
                raise yaml.constructor.ConstructorError(
                    problem=f"the key {key_node.value} is not a text; quote it",
                    problem_mark=key_node.start_mark,
                )
            if key in seen:
                raise yaml.constructor.ConstructorError(
                    problem=f"the key {key} stands twice", problem_mark=key_node.start_mark
                )
            seen.add(key)
        return super().construct_mapping(node, deep=deep)


class _ReadableDumper(yaml.SafeDumper):
    """Block style for texts of several lines, lists set in, no aliases."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ANN401, ARG002 - PyYAML's signature
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002, FBT001, FBT002 - PyYAML's signature
        super().increase_indent(flow, False)  # noqa: FBT003 - PyYAML's signature


def _represent_text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = "|" if "\n" in text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_ReadableDumper.add_representer(str, _represent_text)


def parse_yaml(text: str, *, source: str) -> Any:  # noqa: ANN401 - any YAML value
    """The value that `text` stands for.

    Raises:
        RecipeError: naming `source` and the line, where `text` is no YAML or a key stands twice or
            is not a text.
    """
    try:
        return yaml.load(text, Loader=_StrictLoader)  # noqa: S506 - a subclass of the safe loader
    except yaml.MarkedYAMLError as error:
        line = f":{error.problem_mark.line + 1}" if error.problem_mark else ""
        raise RecipeError(f"{source}{line}: {error.problem}", hint="mend the YAML") from error
    except yaml.YAMLError as error:
        reason = " ".join(str(error).split())
        raise RecipeError(f"{source}: not YAML: {reason}", hint="mend the YAML") from error


def write_yaml(value: Any) -> str:  # noqa: ANN401 - any YAML value
    """YAML that `parse_yaml` reads back as an equal value."""
    return yaml.dump(value, Dumper=_ReadableDumper, sort_keys=False, allow_unicode=True, width=100)
