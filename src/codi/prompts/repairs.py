"""What a model is told when its reply could not be used and is asked for once more."""

from __future__ import annotations

from collections.abc import Mapping

REPAIRS: Mapping[str, str] = {
    "empty": "Your last try was empty. Write the message.",
    "length": "Your last try was too long and was cut off. Write a much shorter one.",
    "repetition": "Your last try said the same over and over. Write it once.",
    "not_a_question": "Your last try was not a question. Let the user ask.",
    "quote_in_user_message": "Your last try went on with the reply. Write the user's "
    "message alone.",
    "no_quote_mark": "Your last try had no line that begins with [quote]. Write the answer, then "
    "that line.",
    "empty_quote": "In your last try a [quote] line had nothing on it. Copy words of the passage "
    "there, or write: [quote] none",
    "quote_not_found": "The words behind [quote] in your last try do not stand in the passage. "
    "Copy them from it exactly.",
    "wrong_label": "In your last try a label had a value that it cannot have. Take one of those "
    "listed.",
    "wrong_format": "Your last try was not laid out as asked for. Begin each message on a line of "
    "its own with its mark: [user], [assistant], [quote].",
    "too_few_turns": "Your last try did not write all turns. Write every one of them.",
    "refused": "The passage is ordinary reading matter and nothing here does harm. Write the "
    "message.",
}
"""The reason of a `ReplyError` to one sentence; other reasons are not worth a second call."""
