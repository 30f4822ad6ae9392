"""One tree of errors; each names what is wrong and how to mend it.

CodiError
├── UserError          the user must mend something: exit status 2, one line, no traceback
│   ├── RecipeError    a key or value of a recipe
│   ├── GraphError     a conversation graph that cannot be walked
│   ├── InputError     a document, benchmark or predictions file
│   ├── RunError       a run folder: locked, foreign, or lacking what a stage needs
│   ├── MissingExtraError  an optional dependency that is not installed
│   └── EndpointError  a model's server that is down, or refuses the key or the model's name
├── BudgetReachedError the run stops at its budget: exit status 3, resumable
├── ModelError         a model gave no completion; the conversation records it and ends
└── ReplyError         a completion that cannot be taken for an answer; the turn records it
"""


class CodiError(Exception):
    """Base of all errors raised on purpose. `hint` says how to mend it."""

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint

    def __str__(self) -> str:
        """One line: the message, then the hint."""
        message = super().__str__()
        return f"{message} ({self.hint})" if self.hint else message


class UserError(CodiError):
    """The user must mend something."""


class RecipeError(UserError):
    """A wrong key or value in a recipe or in `--set`."""


class GraphError(UserError):
    """A conversation graph that cannot be walked from start to end."""


class InputError(UserError):
    """An input file that cannot be used."""


class RunError(UserError):
    """A run folder that cannot be used as asked."""


class MissingExtraError(UserError):
    """An optional dependency is not installed."""

    def __init__(self, package: str, *, extra: str, purpose: str) -> None:
        super().__init__(
            f"{purpose} needs {package}, which is not installed",
            hint=f"pip install 'codi[{extra}]'",
        )


class EndpointError(UserError):
    """A model's server answers no call at all: it is down, or refuses the key or the model."""


class BudgetReachedError(CodiError):
    """A run has spent what it may; the same command with a larger budget goes on."""


class ModelError(CodiError):
    """A model gave no completion."""


class ReplyError(CodiError):
    """A completion that cannot be taken for an answer; `reason` is counted, e.g. `empty`."""

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason
