"""What a recipe names as `module:attribute`, from a package or the working folder."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from typing import Any

from codi.errors import UserError


def import_named(name: str, *, what: str, hint: str) -> Any:  # noqa: ANN401 - anyone's attribute
    """The attribute that `module:attribute` names; the working folder is looked into last.

    Raises:
        UserError: no such form, module or attribute; it calls the thing wanted `what`.
    """
    module_name, _, attribute = name.partition(":")
    if not module_name or not attribute:
        raise UserError(f"no {what} {name!r}", hint=hint)
    # A console script does not look into the working folder; last in line, it shadows nothing.
    if str(Path.cwd()) not in sys.path:
        sys.path.append(str(Path.cwd()))
    try:
        module = importlib.import_module(module_name)
    except ModuleNotFoundError as error:
        if error.name is None or not f"{module_name}.".startswith(f"{error.name}."):
            raise
        raise UserError(f"no {what} {name}: no module {error.name}", hint=hint) from None
    found = getattr(module, attribute, None)
    if found is None:
        raise UserError(f"the module {module_name} has no {attribute}", hint=hint)
    return found
