"""Questions that are no business of the passage's, and a friendly word that declines them."""

from __future__ import annotations

from collections.abc import Iterator

from codi.phenomena.wording import content
from codi.teachers.builtin.talking import beyond, moves
from codi.teachers.builtin.talking.talk import Exchange, Now

ACT = "off topic"
_QUESTIONS = (
    "What's the weather like where you are?",
    "Will it rain this weekend?",
    "Can you tell me a joke?",
    "Do you know a good recipe for banana bread?",
    "What should I cook tonight?",
    "How do I get a coffee stain out of a shirt?",
    "Which phone would you buy at the moment?",
    "Could you write me a birthday poem for my sister?",
    "What's your favourite colour?",
    "Do you ever get tired?",
    "Are you a real person?",
    "Who programmed you?",
    "How old are you?",
    "Do you speak Italian?",
    "How do you say good morning in Japanese?",
    "Who won the football last night?",
    "What time is it in Tokyo right now?",
    "Can you recommend a good film for tonight?",
    "What should I give my father for his birthday?",
    "How long do I have to boil an egg?",
    "Can you help me with my tax return?",
    "How do I reset my router?",
    "Is it safe to eat raw mushrooms?",
    "What is the best way to fall asleep?",
    "How many calories does a pizza have?",
    "Should I get a cat or a dog?",
    "Why do cats purr?",
    "Which vitamins should I take in winter?",
    "Where can I find a cheap flight to Lisbon?",
    "Can you book me a table for two tonight?",
    "What's seventeen times twenty-three?",
    "How do I tie a tie?",
    "Can you recommend a podcast for my commute?",
    "What's on television tonight?",
    "How do I stop hiccups?",
    "Which numbers should I play in the lottery?",
    "What does my star sign say about this week?",
    "How often should I water a cactus?",
    "Can you fix my printer?",
    "Why won't my laptop start?",
    "Why don't you have a name?",
    "Isn't it far too hot today?",
    "Haven't you got anything better to do?",
    "Don't you ever get bored?",
    "What do I do if my phone doesn't charge?",
)
_DECLINES = (
    "I'm afraid I can't answer that, I can only help with questions about {}.",
    "I can't tell you that, sorry: I can only answer questions about {}.",
    "That has nothing to do with what we are talking about, so I can't say.",
    "Sorry, that goes beyond what I can answer, but I'm happy to tell you more about {}.",
    "That is outside what I can talk about here, but ask me anything about {}.",
    "I wish I could help, but that is beyond what I know here.",
    "Good question, but I can only talk about {} here.",
)
_LONGEST_TOPIC = 5


def ask_beside(now: Now) -> Iterator[Exchange]:
    """Off-topic questions that were not asked before and of which the passage has no word."""
    if not now.wants("out_of_scope"):
        return
    said = {exchange.user.lower() for exchange in now.talk.exchanges}
    own = content(now.talk.plan.passage.text)
    open_ones = [
        question
        for question in _QUESTIONS
        if not content(question) & own and not any(question.lower()[:-1] in one for one in said)
    ]
    if now.wants("negation"):
        open_ones = [question for question in open_ones if "n't" in question]
    now.rng.shuffle(open_ones)
    subject = _subject(now)
    for question in open_ones[:_TRIED]:
        yield Exchange(
            user=moves.dressed(question, now.manner("plain"), now.rng),
            assistant=now.rng.choice(_DECLINES).format(subject),
            act=ACT,
        )


_TRIED = 2


def _subject(now: Now) -> str:
    """What the talk is about, or this."""
    talk = now.talk
    topic = beyond.main_topic(talk.analysis, talk.plan.passage.title)
    name = topic.name if topic is not None else ""
    return name if name and len(name.split()) <= _LONGEST_TOPIC else "this topic"
