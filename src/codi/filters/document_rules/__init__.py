"""Rules about the quality of a page: facts of its text, and a threshold for each."""

from codi.filters.document_rules.facts import PageFacts, page_facts
from codi.filters.document_rules.rules import RULES, Rule

__all__ = ["RULES", "PageFacts", "Rule", "page_facts"]
