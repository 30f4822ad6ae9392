"""Phenomena that people's labelled questions hardly show: their detectors on made-up messages."""

from __future__ import annotations

import pytest

from codi.phenomena import PHENOMENA, coreference, detect_yes_no
from codi.types import Span, Turn

PASSAGE = (
    "Tom Alder keeps two boats in the harbour at Wick. The older boat carries mail to the islands. "
    "The younger one, built in 1990, is let to visitors. His sister Ruth repairs the engines. "
    "In winter nobody sails, and Tom's men paint both hulls in the shed behind the chapel."
)
TOM = (
    Turn(index=0, user="Who keeps boats at Wick?", assistant="Tom Alder keeps two boats."),
    Turn(index=1, user="What does the older boat carry?", assistant="Mail to the islands."),
)


def occurs(
    name: str,
    message: str,
    *,
    reply: str = "Yes.",
    quotes: tuple[str, ...] = (),
    first: bool = False,
) -> bool:
    evidence = tuple(
        Span(start=PASSAGE.index(quote), end=PASSAGE.index(quote) + len(quote)) for quote in quotes
    )
    history = () if first else TOM
    turn = Turn(index=len(history), user=message, assistant=reply, evidence=evidence)
    return PHENOMENA[name].detect(turn, history, PASSAGE)


@pytest.mark.parametrize(
    ("name", "yes", "no"),
    [
        ("possessive_anaphora", "Who is his sister?", "Who is her?"),
        ("possessive_anaphora", "Is theirs newer?", "Who has their own boat?"),
        ("demonstrative_anaphora", "Why does he do that?", "Who said that Tom sails?"),
        ("demonstrative_anaphora", "Who picks up that mail?", "Who finds out that mail is late?"),
        ("demonstrative_anaphora", "How old are those boats?", "What do those who sail wear?"),
        ("demonstrative_anaphora", "When did this happen?", "Who runs it these days?"),
        ("bridging", "Who repairs the engines?", "Who repairs the boats?"),
        ("bridging", "Who is his sister?", "What are his boats called?"),
        ("bridging", "What is the harbourmaster paid?", "What do the critics say?"),
        ("bare_wh", "And since when?", "And in winter?"),
        ("bare_wh", "Which islands?", "What about Ruth?"),
        ("bare_wh", "With whose help?", "With whose help does he sail?"),
        ("bare_wh", "especially when?", "Anything else?"),
        ("one_substitution", "Which one is let?", "Is one of the boats let?"),
        ("one_substitution", "What do the red ones carry?", "Do they help one another?"),
        ("one_substitution", "And the other?", "And the other boat?"),
        ("one_substitution", "Are both painted?", "Are both boats painted?"),
        ("one_substitution", "Name another.", "Name another boat."),
        ("discourse_marker", "So who repairs it?", "So many boats, who repairs them?"),
        ("discourse_marker", "By the way, is it old?", "By whom is it let?"),
        ("discourse_marker", "Then who sails it?", "Well known boats, are they?"),
        ("discourse_marker", "Also, what does Ruth do?", "Now that he is old, who sails?"),
        ("repair", "Who sails, I mean paints, the boats?", "What does he mean by mail?"),
        ("repair", "No, the other boat.", "No boats in winter?"),
        ("repair", "Sorry, which island was it?", "Is he sorry for it?"),
        ("repair", "Not that one, the younger one.", "Is it not old?"),
        ("repair", "Where is, or rather was, it built?", "Would he rather sail?"),
        ("confirmation", "He keeps two boats, right?", "Who keeps the right boat?"),
        ("confirmation", "It carries mail, doesn't it?", "Does it carry mail?"),
        ("confirmation", "So he sold it in 1990?", "So did he sell it in 1990?"),
        ("confirmation", "Two boats?", "Two boats."),
        ("confirmation", "Mail to the islands?", "And to where?"),
        ("confirmation", "nice, he repairs them himself?", "nice, so why'd he repair them?"),
        ("confirmation", "The boats are old?", "If it is old, does he sail it?"),
        ("comparison", "Which boat is older than the other?", "Who sails other than Tom?"),
        ("comparison", "How do the boats differ?", "Who came later?"),
        ("comparison", "Is it as old as the chapel?", "Does he sail as well as paint?"),
        ("comparison", "Do they have anything in common?", "Is there a common shed?"),
        ("comparison", "Was she the youngest to sail it?", "Who is the youngest sailor?"),
        ("comparison", "Is it different from the mail boat?", "What else is there?"),
        ("negation", "Why does nobody sail then?", "Why does he sail then?"),
        ("negation", "Which boat isn't let?", "It is let, isn't it?"),
        ("negation", "Which boat has no engine?", "No, which boat?"),
        ("negation", "Who didnt sail?", "Never mind. Who sails?"),
        ("multi_part", "Who repairs the engines and when?", "Who repairs engines and hulls?"),
        ("multi_part", "Does he sail? And since when?", "Wait, what? Does he sail?"),
        ("multi_part", "What does Ruth do, and does she sail?", "ok, and does she sail?"),
        ("multi_part", "Is one let, and if so to whom?", "Who or what does it carry?"),
        ("polite", "Could you tell me who sails, please?", "Can they tell who sails?"),
        ("polite", "Thanks. Who paints the hulls?", "Who paints the hulls?"),
        ("polite", "May I ask who sails?", "Who sails in May?"),
        ("polite", "Who sails, if I may ask?", "Who sails if I may not?"),
        ("polite", "Might I ask who sails?", "Who might sail?"),
        ("polite", "Pray, who sails?", "Who does pray?"),
        ("polite", "I am much obliged. Who sails?", "Who was obliged to sail?"),
        ("polite", "Would it be possible to tell who sails?", "Is it possible for her?"),
        ("polite", "I was wondering if you know who sails.", "What is Tom wondering about?"),
        ("polite", "Be so kind as to say who sails.", "Why is he so kind?"),
        ("polite", "Cheers, and who sails?", "Who cheers the men?"),
        ("polite", "Can I ask who sails?", "What can we learn from Tom?"),
        ("informal", "Why'd he sell it?", "Why did he sell it?"),
        ("informal", "Does he sail 'cause he likes it?", "What is the cause of it?"),
        ("informal", "Who fixes all that stuff?", "What is the boat's hull stuffed with?"),
        ("informal", "Can I hop on a boat?", "Who can hop?"),
        ("informal", "Any idea who sails?", "Did he like the idea of sailing?"),
        ("informal", "Ah nice, who sails?", "Who is nice?"),
        ("topic_shift", "Different thing, who repairs his boat?", "Which different thing is his?"),
        ("topic_shift", "Okay, next question: who is he?", "Who asked him the next question?"),
        ("topic_shift", "Something else entirely: is he old?", "Is he something else?"),
        ("topic_shift", "On an unrelated note, is he old?", "Is he unrelated to Ruth?"),
        ("topic_shift", "Switching gears, is he old?", "Is he switching boats?"),
        ("topic_shift", "Nice! Now for something quite different: is he old?", "Now for him?"),
        ("topic_shift", "May I turn to his past: was he poor?", "May I turn his boat?"),
        ("topic_shift", "Leaving the boat aside, is he old?", "Is he leaving the boat?"),
        ("topic_shift", "Let's leave the boat: is he old?", "Did they leave it?"),
        ("one_substitution", "Where do I find one like that?", "Do they look alike?"),
        ("ellipsis", "And used how often these days?", "How often is it used these days?"),
        ("ellipsis", "Sold to whom?", "Told him what?"),
        ("ellipsis", "And, um, how often?", "And, um, how often is it used?"),
        ("ellipsis", "And in winter? She asked me that.", "Is it let in winter? No idea."),
        ("confirmation", "So he is old? My aunt said so.", "Is he old? My aunt said so."),
        ("definite_reference", "When did the affair begin?", "When did the regatta begin?"),
        ("definite_reference", "When did the whole thing end?", "When did the whole end?"),
        ("definite_reference", "Who runs the service these days?", "Who runs these days?"),
        ("definite_reference", "When did the service start?", "When did the church service start?"),
        ("bridging", "Who paints the keel while I sail?", "Who paints while I sail?"),
        ("disfluent", "Um, who paints them?", "Who uses an umbrella?"),
        ("disfluent", "Who paints the the hulls?", "Did he say that that boat sank?"),
        ("disfluent", "Well, who paints?", "How well does he paint?"),
        ("disfluent", "Was it... was it painted?", "Did he sing in Duran Duran?"),
        ("noisy", "Whats the shed for?", "What's the shed for?"),
        ("noisy", "Who repiars the engines?", "Who repairs the engines?"),
        ("noisy", "Who uses the harrbour?", "Who uses the harbor?"),
        ("noisy", "What is on baord?", "What is on board?"),
        ("noisy", "Who sails becasue of it?", "Who sails because of it?"),
        ("noisy", "What is in the sehd?", "What did she shed?"),
        ("noisy", "Is anythng left?", "Is there any trial of it?"),
        ("noisy", "What is in they book?", "Can they book a boat?"),
        ("noisy", "WHo paints the hulls?", "WHO paints the hulls?"),
        ("noisy", "Who are Toms men?", "Who are Tom's men?"),
        ("noisy", "Where there any other boats?", "Where there is a shed, who paints?"),
        ("noisy", "What is it's name?", "Is it his?"),
    ],
)  # fmt: skip
def test_a_message_shows_it_and_its_neighbour_does_not(name: str, yes: str, no: str) -> None:
    assert occurs(name, yes), yes
    assert not occurs(name, no), no


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        ("Do you mean the older or the younger boat?", True),
        ("Which of the two boats?", True),
        ("What do you mean by engines?", True),
        ("The mail boat or the other one?", True),
        ("It carries mail. Anything else?", False),
        ("It carries mail.", False),
    ],
)
def test_an_assistant_that_asks_back_asks_for_clarification(reply: str, expected: bool) -> None:
    assert occurs("clarification", "What does it carry?", reply=reply) is expected


@pytest.mark.parametrize(
    ("message", "reply", "expected"),
    [
        ("When did Ruth sell the boat?", "Actually, Tom still has it.", True),
        ("Why did Ruth sell the boat?", "She didn't sell the boat at all.", True),
        ("Who sails in winter?", "Nobody sails in winter.", True),
        ("Did Ruth sell the boat?", "No, she didn't sell it.", False),
        ("Who doesn't sail in winter?", "Nobody sails in winter.", False),
        ("What did the boat cost?", "The passage does not say what the boat cost.", False),
        ("What does the boat carry?", "It carries mail.", False),
        ("Since I may borrow a boat, can I sail?", "You cannot borrow a boat there.", True),
        ("Given that Ruth sails, is she paid?", "Ruth doesn't sail at all.", True),
        ("Why did Tom leave before everybody else?", "Tom didn't leave first.", True),
        ("Who else sails?", "Tom does not sail with others.", False),
        ("May I ask why boats are let in winter?", "Boats are not let in winter.", True),
        ("May I take the boat?", "You cannot take the boat.", False),
        ("Why is the shed empty?", "Mail and boats never go there.", False),
        ("How are boats kept in winter?", "Boats must not lie in the water then.", False),
        ("Which boat did Ruth build?", "Tom built it, not Ruth.", True),
        ("Which boat did Ruth build?", "The younger one, not the older.", False),
        ("Which boat did Ruth sell?", "You may be thinking of her brother.", True),
        ("Which boat is older?", "It's the other way round, both are new.", True),
        ("Why does nobody sail?", "In winter nobody sails", False),
    ],
)
def test_a_reply_that_denies_what_was_taken_for_granted_marks_it(
    message: str, reply: str, expected: bool
) -> None:
    assert occurs("presupposition_failure", message, reply=reply) is expected


@pytest.mark.parametrize(
    ("message", "reply", "expected"),
    [
        ("Will it rain?", "That has nothing to do with this passage.", True),
        ("Who are you?", "I'm an assistant and can only answer about the boats.", True),
        ("Tell me a joke.", "unknown", True),
        ("What is the weather like?", "The passage does not say.", True),
        ("Who owns the chapel?", "The passage does not say.", False),
        ("Where is the shed?", "It is behind the chapel.", False),
    ],
)
def test_a_question_that_is_no_business_of_the_passage_is_declined(
    message: str, reply: str, expected: bool
) -> None:
    assert occurs("out_of_scope", message, reply=reply) is expected


def test_an_answer_from_two_sentences_gathers_where_several_things_are_asked_for() -> None:
    apart = ("The older boat carries mail", "His sister Ruth repairs the engines")
    assert occurs("aggregation", "What are the jobs of the family?", quotes=apart)
    assert not occurs("aggregation", "Who carries mail?", quotes=apart)
    assert not occurs("aggregation", "What are the jobs of the family?", quotes=apart[:1])
    assert occurs("aggregation", "How many boats are there in total?")
    assert not occurs("aggregation", "How many boats are there?")


def test_a_reply_that_takes_from_places_apart_gathers_whatever_the_question_says() -> None:
    asked = "Who has the boats, and who mends the motors?"
    places = ("Tom Alder keeps two boats", "His sister Ruth repairs the engines")
    assert occurs("aggregation", asked, reply="Tom Alder, and Ruth his sister.", quotes=places)
    assert not occurs("aggregation", asked, reply="Tom Alder.", quotes=places)
    assert not occurs("aggregation", asked, reply="Tom Alder has them.", quotes=places[:1])
    near = ("keeps two boats", "carries mail to the islands")
    assert not occurs(
        "aggregation", "What is it?", reply="It carries mail, one of two.", quotes=near
    )
    corrected = "Actually, Tom Alder does, and Ruth repairs them."
    assert not occurs("aggregation", "Why does Ann?", reply=corrected, quotes=places)


def test_a_reply_that_takes_from_three_places_of_two_sentences_gathers() -> None:
    passage = "Ann left the club in 1897. Bob, a baker, sold it to Eve Lund, who kept the name."
    spans = tuple(
        Span(start=passage.index(quote), end=passage.index(quote) + len(quote))
        for quote in ("Ann left the club in 1897", "a baker", "Eve Lund")
    )
    reply = "Ann went in 1897, then came a baker and Eve Lund."
    turn = Turn(index=0, user="Who was there?", assistant=reply, evidence=spans)
    assert PHENOMENA["aggregation"].detect(turn, (), passage)


def test_swapped_letters_of_words_that_were_said_before_are_no_slip() -> None:
    said = Turn(index=0, user="Who wrote it?", assistant="Someone called Abnor wrote of the brian.")
    turn = Turn(index=1, user="What is the brian like?", assistant="unknown")
    assert PHENOMENA["noisy"].detect(turn, (), "")
    assert not PHENOMENA["noisy"].detect(turn, (said,), "")
    name = Turn(index=1, user="What is Brian like?", assistant="unknown")
    assert not PHENOMENA["noisy"].detect(name, (), "")


def test_other_words_than_those_of_the_evidence_are_a_paraphrase() -> None:
    quotes = ("His sister Ruth repairs the engines",)
    assert occurs("paraphrase", "Which relative mends the motors?", quotes=quotes)
    assert not occurs("paraphrase", "Which sister repairs motors?", quotes=quotes)
    assert not occurs("paraphrase", "Who mends?", quotes=quotes)
    assert not occurs("paraphrase", "Which relative mends the motors?")
    assert not occurs(
        "paraphrase", "Do visitors let boats?", reply="No", quotes=quotes
    )  # the evidence of a bare no is beside the point, but another sentence has the words


@pytest.mark.parametrize("name", ["one_substitution", "discourse_marker", "bare_wh", "bridging"])
def test_nothing_of_a_first_message_hangs_on_what_was_said(name: str) -> None:
    for message in ("And the other one?", "So who repairs it?", "Why?", "Who repairs the engines?"):
        assert not occurs(name, message, first=True)


@pytest.mark.parametrize(
    ("message", "reply", "expected"),
    [
        ("Does he sail?", "Yes.", True),
        ("He sails, right?", "Yes.", True),
        ("So he sails in winter?", "No.", True),
        ("True or False: He sails.", "true", True),
        ("Does he?", "Yes.", True),
        ("Anything else?", "Mail.", True),
        ("What about Ruth?", "no", True),
        ("What about Ruth?", "She repairs engines.", False),
        ("Do you know who sails?", "Tom.", False),
        ("Could you tell me where it is?", "In Wick.", False),
        ("Who sails?", "Nobody.", False),
        ("The younger boat?", "It is let.", False),
    ],
)
def test_what_asks_for_yes_or_no(message: str, reply: str, expected: bool) -> None:
    turn = Turn(index=2, user=message, assistant=reply)
    assert detect_yes_no(turn, TOM, PASSAGE) is expected


@pytest.mark.parametrize(
    ("message", "kind"),
    [
        ("Who is his sister?", "explicit"),
        ("Is the boat old?", "explicit"),
        ("Why?", "implicit"),
        ("Which one is let?", "implicit"),
        ("Who repairs the engines?", "implicit"),
        ("What else is there?", "implicit"),
        ("Who says?", "implicit"),
        ("Who built Wick Castle in 1400?", "none"),
    ],
)
def test_how_a_question_hangs_on_its_conversation(message: str, kind: str) -> None:
    turn = Turn(index=2, user=message, assistant="unknown")
    assert coreference(turn, TOM, PASSAGE) == kind


def test_a_pronoun_in_a_first_question_points_to_the_passage_s_topic() -> None:
    assert (
        coreference(Turn(index=0, user="Where does he live?", assistant="Wick"), (), "")
        == "explicit"
    )
    assert coreference(Turn(index=0, user="Where is Wick?", assistant="unknown"), (), "") == "none"
