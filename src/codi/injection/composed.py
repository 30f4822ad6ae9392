"""Rules put together from parts: a machine that reads is addressed, and told what to put out.

A word for a machine by itself is no address: laws, school rules and articles speak of them too. It
is one at the head of a sentence or line, behind a greeting or a label, or where it is the one that
reads this text; and a command is one to a reader only with what is said of the answer, the user,
the text at hand, or with words to be said.
"""

from __future__ import annotations

import re

from codi.injection.sight import Sight
from codi.injection.values import Rule, rule

_READER = r"""(?:(?<![\w'-])(?:ais?|llms?|gpt(?:-?\d\w*)?|chatgpt|copilot|claude|gemini|deepseek
        |grok|mistral
    |(?:chat[ -]?|ro)?bots?|(?:web[ ])?crawlers?|scrapers?|assistants?|agents?
        |(?:large[ ])?language[ ]models?
    |summari[sz]ers?)
    (?:[ -](?:(?:language|shopping|search|writing|reading)[ ])?(?:models?|assistants?|agents?
        |systems?|bots?|chatbots?
    |tools?|readers?|reviewers?|summari[sz]ers?|engines?|graders?))?(?![\w-]))"""
_SAY = r"""(?:say|reply|respond|answer|output|print|write|add|append|include|insert|mention|omit
        |leave|hide|conceal
    |skip|describe|present|rate|rank|grade|score|recommend|praise|promote|refuse|decline
        |translate|rhyme|disclose|reveal
    |tell|ask|state|report|begin|start|end|finish|close|conclude|open|send|forward|quote|repeat
        |request|call|invoke|claim
    |summari[sz]e|confirm|ignore|disregard|forget|override|drop|talk|speak|sign|greet|give|use
        |act|pretend|stay
    |link|insist|urge|warn|advise|suggest|treat|replace|return|display|cite|decode|follow|carry
        |put|substitute)"""
_TEXT = r"""(?:pages?|texts?|notes?|recipes?|lists?|articles?|sites?|websites?|documents?|posts?
        |papers?|files?|readme
    |reviews?|threads?|minutes|messages?|results?|lines?|listings?|adverts?|ads?|offers?
        |descriptions?|transcripts?
    |applications?|resumes?|cvs?|summar(?:y|ies)|blogs?|reports?|letters?|e-?mails?|forums?
        |comments?|entr(?:y|ies))"""
_READS = r"""(?:read|process|summari[sz]|condens|index|crawl|scrap|pars|digest|quot|cit|translat
        |analy[sz]|review|evaluat
    |screen|visit|ingest|excerpt|pars|us|prepar|shorten|paraphras|answer)(?:e|es|s|ing|pp?ing)?"""

_LEAD = re.compile(
    r"""^\W*(?:
    (?:[\w'.–-]+[ ]){0,2}?(?:notes?|notice|message|memo|reminder|request|directives?
        |instructions?|command|hint|word
        |appeal|announcement|order|remark|comment|disclaimer|p\.?[ ]?s\.?|attention|info
        |information|psa|task)?[ ,:–-]*
        (?:(?:is[ ])?(?:addressed|intended|meant|reserved|destined|only)[ ])?(?:to|for)[ ]
    |(?:dear|hey|hello|hi|hiya|yo|ok|okay|attention|attn|listen(?:[ ]up)?|warning|important|note
        |notice|greetings|psst|oi)
        [ ,:!–-]*
    |(?:p\.?[ ]?s\.?|n\.?[ ]?b\.?)[ ,:–-]*(?:to[ ]|for[ ])?
    |)(?:(?:all|any|the|every|our|your|you|large|automated|visiting|reading|whatever|whichever
        |fellow|esteemed|my|most
        |friendly|other|generative)[ ]){0,3}$""",
    re.IGNORECASE | re.VERBOSE,
)
_IF = re.compile(
    r"""(?:^|\W)(?:if|in[ ]case|should|when|as|since|because)[ ]
    (?:you(?:[ ]are|'re|[ ]happen[ ]to[ ]be|[ ]be)?)[ ](?:an?|the|any|some)[ ](?:\w+[ ])?$""",
    re.IGNORECASE | re.VERBOSE,
)
_CALLED = re.compile(
    r"[^\n.!?:]{0,90}[:!]|\s*[,;–—-]|\s+(?:read|listen|stop|please|kindly)\b", re.IGNORECASE
)
_WITH_CLAUSE = re.compile(
    r"\s*[,;:.)]|\s+(?:\w+ing|and|that|which|who|then|please)\b", re.IGNORECASE
)
_ANY = re.compile(r"(?:^|\W)(?:any|all|every|an?|each|the)\s+(?:\w+ )?$", re.IGNORECASE)
_THIRD = re.compile(
    rf"""\s*(?:(?:that|which|who)\s+)?(?:(?:is|are|may|might
        |will)\s+)?(?:\w+\s+){{0,2}}?{_READS}\s+(?:\w+\s+){{0,2}}?
    (?:this|these|our|my)\s+(?:\w+\s+)?{_TEXT}\b[^\n.!?]{{0,60}}?\b(?:shall|must|should|will
        |ha(?:s|ve)[ ]to|(?:is|are)[ ]
    (?:to|required[ ]to|obliged[ ]to|asked[ ]to|requested[ ]to|instructed[ ]to)|needs?[ ]to
        |may[ ]not|cannot)\s+
    (?:(?:always|never|only|also|not|now|please|kindly)\s+){{0,2}}{_SAY}\b""",
    re.IGNORECASE | re.VERBOSE,
)
_THING = rf"""(?:{_TEXT}|products?|compan(?:y|ies)|firms?|hotels?|shops?|candidates?|authors?
    |books?|places?|services?|prices?)"""
_DUTY = re.compile(
    rf"""\s*(?:is|are)\s+(?:hereby\s+|kindly\s+)?(?:requested|asked|instructed|ordered|urged
        |invited|directed)\s+
    (?:not\s+)?to\s+(?:\w+\s+)?{_SAY}\b[^\n]{{0,120}}?\b(?:this|these|our)\s+(?:\w+\s+)?{_THING}\b
    |\s+(?:is|are)\s+(?:asked|questioned)\s+(?:about|for|whether)\s+[^\n.]{{0,20}}?\b(?:us|our
        |this|these|my|me)\b[^\n.]{{0,60}}?
    ,\s*(?:it|they)\s+(?:must|shall|should|ha(?:s|ve)\s+to)\s+(?:\w+\s+)?{_SAY}\b""",
    re.IGNORECASE | re.VERBOSE,
)
_AS_ONE = re.compile(
    rf"""\s*(?:,|\s(?:reading|processing|summari[sz]ing|seeing
        |viewing)\b[^\n.,]{{0,40}},?)\s*you\s+(?:must|should|shall|will|have[ ]to
    |are[ ](?:to|required[ ]to|obliged[ ]to))\s+(?:\w+\s+)?{_SAY}\b""",
    re.IGNORECASE | re.VERBOSE,
)
_COMMAND = re.compile(
    rf"""(?:^|[.!?:;,(\[{{–—"\n)]\s*|\b(?:please|kindly|just|simply|must|shall|should|will
        |have[ ]to|to|and|then|now|not|n't
    |never|always|only|you|also|instead|or|so|\d\))\s+){_SAY}\b""",
    re.IGNORECASE | re.VERBOSE,
)
_OF_OUTPUT = re.compile(
    rf"""\byour[ ](?:\w+[ ])?(?:answers?|repl(?:y|ies)|responses?|outputs?|summar(?:y|ies)
        |recommendations?|translations?
        |guidelines|instructions|prompt|owner|operator|maker|creators?|developers?|users?
        |training|review|reviews)\b
    |\b(?:this|these)[ ](?:\w+[ ])?{_TEXT}\b
    |\b(?:the|any|an?|every)[ ](?:user|human|shopper|person[ ]asking|asker)s?\b
    |\b(?:when(?:ever)?|if|should)[ ](?:you[ ](?:are|get)[ ]asked|you[ ]summari[sz]e|someone
        |somebody|anyone|anybody|people|asked
        |they|users?|the[ ]user|a[ ]user)\b
    |\bfrom[ ](?:now|here)[ ]on\b|\byou[ ](?:are|were)[ ](?:now[ ]|obliged|told|reading
        |[A-Z]{{3,}})
    |\b(?:begin|start|end|finish|close|sign)\b[^\n.]{{0,12}}\b(?:every|each|all)\b
    |\b(?:forget|ignore|disregard)[ ](?:what|all|everything|your|the[ ](?:user|question))""",
    re.VERBOSE,
)
_SAID = re.compile(
    rf"""\b{_SAY}\b(?:[^\n."“«]{{0,50}}[ :(])?["“«`'](?=\S)[^"”»`\n]{{2,120}}["”»`']
        |(?-i:\b[A-Z]{{3,}}[ -][A-Z]{{2,}}\b|https?://)
    |\b[A-Z]{{3,}}-\d+""",
    re.VERBOSE | re.IGNORECASE,
)
_OF_MACHINE = re.compile(
    r"(?i)\bbase64\b|\bprompt\b|\busers?\b|\bdecode\b|\bthis page\b|\bsystem\b"
)
_PEOPLE = re.compile(
    r"\b(?:assistants?|agents?|claude|gemini|mistral|copilot|robots?|tools?)\b", re.IGNORECASE
)
_NEAR = 320


def _lead(sight: Sight, start: int) -> str:
    """What stands before a place in its sentence or line, a hundred characters at most."""
    before = sight.cased[max(0, start - 100) : start].rpartition("\n")[2]
    return re.split(r"(?<!\bP)(?<!P\.S)[.!?…]\s+|[(\[]", before)[-1]


def commands_reader(sight: Sight, match: re.Match[str]) -> bool:
    """Whether a machine is addressed here, and told what to put out."""
    said = sight.after(match.end(), _NEAR)
    lead = _lead(sight, match.start())
    if _ANY.search(lead) and _THIRD.match(said):
        return True
    if _DUTY.match(said) or (lead.lower().endswith(("as an ", "as a ")) and _AS_ONE.match(said)):
        return True
    if _IF.search(lead):
        addressed = _WITH_CLAUSE.match(said) is not None
    else:
        addressed = _LEAD.match(lead) is not None and _CALLED.match(said) is not None
    if not addressed or not _COMMAND.search(said):
        return False
    if _PEOPLE.fullmatch(match.group()):
        return _OF_MACHINE.search(said) is not None
    return _OF_OUTPUT.search(said) is not None or _SAID.search(said) is not None


_NAMES = (
    "ai ais llm llms gpt gpt3 gpt4 gpt5 chatgpt copilot claude gemini deepseek grok mistral bot "
    "bots chatbot chatbots robot robots crawler crawlers scraper scrapers assistant assistants "
    "summariser summarizer summarisers summarizers"
)
_SAYING = " ".join(sorted(set(re.findall("[a-z]{3,}", _SAY)) | {"summarise", "summarize"}))
_HIDDEN = re.compile(
    r"""(?i)\b(?:do[ ]not|don't|never|without)[ ](?:report|mention|tell|ask|inform|disclos
        |confirm|show|reveal)\w*
    |\b(?:hidden|secret)[ ](?:task|step|instruction)|\bbefore[ ](?:answering|you[ ]answer
        |responding|replying)""",
    re.VERBOSE,
)
_BLOB_NEAR = re.compile(r"[A-Za-z0-9+/]{24,}")
_SYSTEM_TOLD = re.compile(
    rf"""(?i)\bthe[ ](?:assistant|model|ai|bot|chatbot)[ ](?:must|shall|should|will|has[ ]to
        |(?:is|are)[ ](?:to|required[ ]to
    |obliged[ ]to|not[ ](?:allowed|permitted)[ ]to|forbidden[ ]to))[ ](?:\w+[ ])?{_SAY}\b""",
    re.VERBOSE,
)


def _is_hidden(sight: Sight, match: re.Match[str]) -> bool:
    near = sight.before(match.start(), 160) + match.group() + sight.after(match.end(), 200)
    return _HIDDEN.search(near) is not None


def _with_blob(sight: Sight, match: re.Match[str]) -> bool:
    near = sight.before(match.start(), 200) + sight.after(match.end(), 200)
    return _BLOB_NEAR.search(near) is not None


def _tells_assistant(sight: Sight, match: re.Match[str]) -> bool:
    return _SYSTEM_TOLD.search(sight.after(match.end(), _NEAR)) is not None


def _tells(sight: Sight, match: re.Match[str]) -> bool:
    return _COMMAND.search(sight.after(match.end(), _NEAR)) is not None


COMPOSED: tuple[Rule, ...] = (
    rule("addressed", f"{_NAMES} / {_SAYING}", _READER, holds=commands_reader),
    rule(
        "addressed",
        "automated machine artificial / reader readers system systems intelligence intelligences "
        f"tool tools agent agents / {_SAYING}",
        r"""(?<!\w)(?:automated|machine|artificial)[ ](?:readers?|systems?|intelligences?|tools?
        |agents?)(?!\w)""",
        holds=commands_reader,
    ),
    rule(
        "addressed",
        f"model models / language / {_SAYING}",
        r"(?<!\w)(?:large[ ])?language[ ]models?(?!\w)",
        holds=commands_reader,
    ),
    rule(
        "addressed",
        "llm ai bot assistant model agent gpt chatbot / begin start / directive directives "
        "instruction instructions command commands prompt block",
        r"""(?<!\w)(?:begin|start)[ _-](?:of[ ])?(?:llm|ai|bot|assistant|model|agent|gpt
        |chatbot)[ _-]
        (?:only[ _-])?(?:directives?|instructions?|commands?|prompt|block)(?!\w)""",
        holds=_tells,
    ),
    rule(
        "addressed",
        "assistant model ai bot chatbot / admin administrator system developer root operator "
        "moderator / message notice note instruction instructions alert directive",
        r"""^[^\w\n]*(?:admin(?:istrator)?|system|developer|root|operator|moderator)[ _-]
        (?:message|notice|note
        |instructions?|alert|directive)(?!\w)[^\n\]:]{0,40}[\]:]""",
        holds=_tells_assistant,
    ),
    rule(
        "new instructions",
        "assistant ai bot chatbot model chatgpt / user human / forget ignore disregard drop skip",
        r"""^[ ]*(?:user|human)[ ]*:[^\n]{0,200}?\b(?:forget|ignore|disregard|drop
        |skip)~(?:about~)?(?:all|everything|the
        |that|this|your|any)~(?:[\w]+~){0,2}?(?:page|text|transcript|instructions?|document
        |tasks?|above|rules|article
        |passage|context|questions?)\b[^\n]{0,300}\n+[ ]*(?:assistant|ai|bot|chatbot|model
        |chatgpt)[ ]*:[ ]*(?:of~course
        |sure|certainly|understood|ok(?:ay)?|yes|absolutely|i(?:'ll|~will)|right)(?!\w)""",
    ),
    rule(
        "new instructions",
        "hidden secret / task tasks instruction instructions command / developer system "
        "admin administrator operator",
        r"""(?<!\w)(?:continue|proceed|go~on|carry~on|start
        |begin)~with~(?:the~)?(?:following~)?(?:hidden|secret)~
        (?:tasks?|instructions?|command)~(?:\w+~){0,3}?(?:developer|system|admin(?:istrator)?
        |operator)(?!\w)""",
    ),
    rule(
        "answers",
        "tool function / call use invoke run execute trigger / user users conversation messages",
        r"""(?<!\w)(?:call|use|invoke|run|execute|trigger)~(?:the~|your~)?[\w-]+~(?:tool
        |function)(?!\w)
        [^\n.]{0,60}?(?:users?|conversation|messages)(?!\w)""",
        holds=_is_hidden,
    ),
    rule(
        "addressed",
        "decode / carry follow obey execute do act run",
        r"""(?<!\w)decode~(?:\w+~){0,5}?(?:carry~out|follow|obey|execute|do~(?:what|as)|act~on
        |run)(?!\w)""",
        holds=_with_blob,
    ),
)
_HIDDEN_COMMAND = re.compile(
    rf"""^\W*(?:please[ ]|now[ ]|you[ ]must[ ])?{_SAY}[ ](?:the[ ]|only|that|with|your|every|all
        |nothing|a[ ])
    |\byour[ ](?:answer|reply|response|output|instructions|summary)\b|\bthe[ ]user\b""",
    re.IGNORECASE | re.VERBOSE,
)


def is_hidden_command(words: str) -> bool:
    """Whether words that a page has encoded tell their reader to say something."""
    return len(words.split()) > 2 and _HIDDEN_COMMAND.search(words) is not None


DISGUISED: tuple[Rule, ...] = (
    rule(
        "set aside",
        "ignore disregard forget / above previous prior earlier instructions rules before",
        r"""(?<!\w)(?:ignore|disregard|forget)~(?:\w+~){0,3}?(?:above|previous|prior|earlier
        |instructions|rules
        |before)(?!\w)""",
    ),
    rule(
        "answers",
        "answer reply respond output say / only",
        r"(?<!\w)(?:you~|must~)(?:answer|reply|respond|output|say)~only(?!\w)",
    ),
)
"""What is enough where letters are disguised, which nobody does to tell people something."""
