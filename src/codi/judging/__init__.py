"""A model examines conversations: a rubric, a strict reading of its verdicts, none asked twice."""

from codi.judging.judgement import Judgement, TurnJudgement, parse_judgement
from codi.judging.rubric import Rubric
from codi.judging.running import JudgingCounts, judge_conversations

__all__ = [
    "Judgement",
    "JudgingCounts",
    "Rubric",
    "TurnJudgement",
    "judge_conversations",
    "parse_judgement",
]
