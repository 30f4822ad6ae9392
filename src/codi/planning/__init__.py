"""What every conversation shall be, before any word of it is written and without a teacher."""

from codi.planning.faithfulness import Asked, Faithfulness, faithfulness
from codi.planning.phenomena import (
    MAX_PHENOMENA_BY_RATE,
    possible_phenomena,
    shares_by_rates,
)
from codi.planning.planner import Planner, plan_conversations
from codi.planning.spread import Spread

__all__ = [
    "MAX_PHENOMENA_BY_RATE",
    "Asked",
    "Faithfulness",
    "Planner",
    "Spread",
    "faithfulness",
    "plan_conversations",
    "possible_phenomena",
    "shares_by_rates",
]
