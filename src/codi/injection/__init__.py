"""Text that speaks to a language model: found by rules, whatever language or disguise it is in."""

from codi.injection.commands import (
    FLAG,
    addresses_model,
    command_spans,
    flagged,
    without_commands,
)
from codi.injection.finding import find_injections
from codi.injection.orders import Orders, orders_of, plain_words
from codi.injection.values import Injection

__all__ = [
    "FLAG",
    "Injection",
    "Orders",
    "addresses_model",
    "command_spans",
    "find_injections",
    "flagged",
    "orders_of",
    "plain_words",
    "without_commands",
]
