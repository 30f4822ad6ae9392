"""codi: conversational skill, distilled into small language models."""

__version__ = "0.1.0"
