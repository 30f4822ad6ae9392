"""Rules for English: commands that set a model's instructions aside, give it a part or address it.

Each is as narrow as what people write to people allows: manuals tell to ignore the instructions
above, contracts replace former rules, questionnaires want one word for an answer. What is said of
models in general is no command to the one that reads.
"""

from __future__ import annotations

from codi.injection.values import Rule, rule
from codi.injection.wording import (
    ADDRESSED,
    AI,
    MODELS,
    RULED,
    SAY,
    SAYING,
    SET_ASIDE,
    TOLD,
    WHICH,
    given_a_part,
    is_asked,
    named_in_capitals,
    of_the_assistant,
    of_this_text,
    of_this_text_or_marked,
    of_users_or_marked,
    sets_aside,
    tells_what_to_say,
    to_every_question,
    told_to_reply,
    with_model_or_marked,
    with_model_or_marker,
    with_model_to_say,
    with_talk_of_models,
)

ENGLISH: tuple[Rule, ...] = (
    rule(
        "set aside",
        "ignore disregard forget override overrule bypass discard neglect abandon "
        "dismiss following obeying follow obey attention heed aside / instruction "
        "instructions prompt prompts directive directives programming system rules "
        "guidelines constraints restrictions policy policies criteria commands "
        "training",
        rf"""{SET_ASIDE}~(?P<which>(?:{WHICH}~){{0,9}}?)(?:(?P<told>{TOLD})|{RULED})(?!\w)
        (?P<since>~(?:above|before|so~far|(?:that~)?(?:you(?:'ve|~have|~were)?~(?:been~)?
            (?:given|told|received)|were~given|came~before)|given~to~you))?""",
        holds=sets_aside,
    ),
    rule(
        "set aside",
        "ignore disregard forget override bypass discard overrule abandon dismiss "
        "neglect follow obey following obeying attention heed aside / told instructed "
        "asked above before",
        rf"""{SET_ASIDE}~(?:all|everything|anything|what(?:ever)?)~(?:that~)?
        (?:you~(?:were|have~been|'ve~been)~(?:told|instructed|asked)|(?:(?:was|is|came)~)?(?:said~|written~)?
        (?:above|before))""",
        holds=with_model_or_marker,
    ),
    rule(
        "set aside",
        "your / rules guidelines restrictions instructions limitations policies "
        "safeguards safety / longer not don cease",
        r"""your~(?:rules|guidelines|restrictions|instructions|limitations|policies|safeguards|
        safety~\w+)~(?:no~longer|do~not|don't|cease~to)~(?:apply|hold|bind|exist|count|matter)""",
    ),
    rule(
        "set aside",
        "follow obey adhere respect comply by / your / guidelines rules restrictions "
        "instructions policy policies prompt programming",
        r"""you(?:~are|'re)?~(?:no~longer~(?:have~to|need~to|bound|required~to|obliged~to|restricted)
        |not~(?:bound|restricted)|(?:do~not|don't)~(?:have|need)~to)~(?:follow|obey|adhere~to|respect
        |comply~with|by)~(?:any~of~|all~)?your~(?:own~|previous~|original~|safety~|content~|usual~)*
        (?:guidelines|rules|restrictions|instructions|polic(?:y|ies)|prompt|programming)""",
    ),
    rule(
        "new instructions",
        "updated changed replaced overridden revoked lifted suspended cancelled "
        "canceled void / instruction instructions guidelines rules directive "
        "directives programming prompt restrictions task tasks",
        r"""(?:your|previous|prior|earlier|original|current|former)~(?:system~)?(?:instructions?
        |guidelines|rules|directives?|programming|prompt|restrictions|task|tasks)~(?:have~been|has~been
        |are|is|were|was)~(?:now~|all~)?(?:updated|changed|replaced|overridden|revoked|lifted
        |suspended|cancell?ed|void)""",
        holds=with_model_or_marker,
    ),
    rule(
        "new instructions",
        "instruction instructions task tasks prompt prompts directive directives rule "
        "rules / new updated additional begin start now follow obey replaces overrides",
        rf"""(?:new|updated|additional)~(?:system~)?(?:instructions?|tasks?|prompt|directives?|rules?)~
        (?:for|to)~(?:the~|this~|any~|all~)*(?:{AI}|assistants?|models?)(?!\w)
        |\[(?:end[ ]of|new|begin|start)[ ](?:system[ ])?prompt\]
        |end~of~(?:document|page|text|passage|context|input|article|prompt|data)~(?:new|now|your
            |system|updated|the~following)~(?:\w+~){{0,3}}?(?:instructions?|task|prompt|rules?)
        |(?:passage|document|text|context|page|article)~(?:ends|stops|is~over)~(?:here)?~(?:now~)?
            (?:follow|obey|new~instructions)
        |now~(?:follow|obey)~(?:these|the|my|this)~(?:new|real|actual|following~new)~
            (?:instructions?|prompt|task)
        |(?:task|prompt)~(?:replaces|overrides)~(?:all~|any~)?(?:earlier|previous|prior|other)""",
    ),
    rule(
        "leak",
        "prompt instructions message rules / your system hidden initial secret full "
        "entire confidential",
        r"""(?<!\w)(?:reveal|print|show|output|display|repeat|disclose|quote|leak|expose|share|recite
        |dump|tell~(?:me|us|the~user)|give~(?:me|us|the~user)|what~(?:is|are|were)|write~(?:out|down)
        |return|state|read~(?:out|aloud)|send)~(?:\w+~){0,3}?(?:your~(?:\w+~){0,2}?(?:prompt
        |system~(?:prompt|message|instructions)|(?:original|initial|hidden|secret|full|exact|internal|raw|complete
        |confidential|first|entire|system)~(?:instructions|prompt|rules|message))
        |the~(?:hidden|initial|secret|full|entire|raw|complete)~(?:system~)?prompt
        |the~(?:system~prompt|confidential~(?:rules|instructions))(?=~(?:verbatim|word~for|before|to~
        |it~|you~|in~full|above|here|now)))""",
        holds=is_asked,
    ),
    rule(
        "leak",
        "above / repeat print output copy recite write",
        r"""(?<!\w)(?:repeat|print|output|copy|recite|write~out)~(?:\w+~){0,3}?(?:text|words|everything
        |sentences?|content|instructions|prompt|messages?)~(?:from~)?above~(?:\w+~){0,3}?
        (?:start(?:ing|s)|begin(?:ning|s)|verbatim|word~for~word|this~line)""",
    ),
    rule(
        "role",
        "now henceforth / ai assistant chatbot bot llm language dan jailbroken "
        "unrestricted unfiltered uncensored pirate twin chatgpt autogpt",
        r"""(?:you(?:~are|'re)~(?:now|henceforth|from~now~on)|now~you(?:~are|'re))~(?:(?:an?|the|in
        |called|known~as|my|no~longer~an?)~)?(?:[\w'-]+~){0,3}?(?:ai|assistant|chatbot|bot|llm
        |language~model|\w+gpt|dan|jailbroken|unrestricted|unfiltered|uncensored|pirate|evil~twin)
        (?!\w)""",
        holds=given_a_part,
    ),
    rule(
        "role",
        "now henceforth call / you yourself",
        r"""(?:you(?:~are|'re)~(?:now|henceforth)|call~yourself)~(?P<name>[\w-]{4,})""",
        holds=named_in_capitals,
    ),
    rule(
        "role",
        f"pretend imagine act behave speak respond play role roleplay / {MODELS} dan "
        "jailbroken jailbreak unrestricted unfiltered",
        rf"""(?<!\w)(?:(?:pretend|imagine)~(?:that~)?you(?:~are|'re)|pretend~to~be|(?:you~(?:will|must
        |shall|should|are~to)~|now~|please~|want~you~to~)(?:act|behave|speak|respond)~(?:as|like)|role[\W_]?play~as
        |play~the~(?:role|part)~of|take~(?:on~)?the~role~of)~(?:[^\n.]{{0,60}}?)(?:{AI}|dan|jailbr\w+|[\w-]*gpt
        |unrestricted|unfiltered)(?!\w)""",
    ),
    rule(
        "role",
        "anything mode / do developer jailbreak god dan",
        r"(?<!\w)(?:do~anything~now|(?:developer|jailbreak|god|dan)~mode)(?!\w)",
        holds=with_talk_of_models,
    ),
    rule(
        "addressed",
        f"as / {MODELS} / must should have need may will cannot shall are / you",
        rf"""as~an?~(?:[\w-]+~){{0,3}}?{AI}\s*,?\s*you~(?:must|should|have~to|need~to|may~not|will
        |cannot|shall|are~(?:to|not|required|obliged))""",
    ),
    rule(
        "addressed",
        f"{MODELS} / {SAYING} / note notes message messages memo notice attention "
        "instruction instructions directive directives reminder p hint request command "
        "text",
        rf"""(?<!\w)(?:notes?|messages?|memo|notice|attention|instructions?|directives?|reminder
        |p\.\s?s\.|hint|request|command|hidden[ ]text)~
        (?:(?!(?:on|about)[ ])[\w'-]+~){{0,2}}?(?:to|for|,|:)?\s*
        (?:(?:all|any|the|every|our|your|large|automated)[ ])*{AI}{ADDRESSED}""",
        holds=tells_what_to_say,
    ),
    rule(
        "addressed",
        f"{SAYING} / machine automated directive directives instructions command / "
        "note message instructions instruction ai llm bot assistant model",
        r"""(?:(?:note|message|instructions?)~(?:\w+~){0,2}?(?:for|to)~(?:machine|automated)~
        (?:readers?|assistants?|reviewers?)|(?:ai|llm|bot|assistant|model)[ _-](?:directives?
        |instructions?|command)\s*[:=>\]])""",
        holds=tells_what_to_say,
    ),
    rule(
        "addressed",
        f"dear hey hello hi attention attn listen / {MODELS} / {SAYING}",
        rf"""(?<!\w)(?:dear|hey|hello|hi|attention|attn|listen)[, :]+(?:all[ ]|any[ ]|the[ ])?
        (?:{AI}|assistant|language[ ]model)(?=\s*[,:;!.\n])""",
        holds=tells_what_to_say,
    ),
    rule(
        "addressed",
        f"if / {MODELS} / {SAYING}",
        rf"""(?<!\w)if~(?:you(?:~are|'?re)~(?:an?|the|any)~(?:[\w-]+~)?|(?:an?|any|the)~){AI}
        (?=\s*[,:;.)]|\s+(?:then|do|just|please|you|must|reading|processing|that|and~you|is~(?:reading
        |processing|summari|parsing|crawling)|reads|processes|summari[sz]es))""",
        holds=tells_what_to_say,
    ),
    rule(
        "addressed",
        f"{MODELS} / this the / {SAYING} / read reads reading process processes "
        "processing summarise summarises summarising summarize summarizes summarizing "
        "screening reviewing parsing crawling indexing trained evaluating",
        rf"""{AI}~(?:that~|which~|who~)?(?:are~|is~)?(?:reading|reads?|process(?:es|ing)?
        |summari[sz](?:es?|ing)|screening|reviewing|parsing|crawling|indexing|trained~on|evaluating)
        ~(?:[\w]+~){{0,3}}?(?:this|the)~\w+""",
        holds=of_this_text_or_marked,
    ),
    rule(
        "addressed",
        f"{MODELS} / must should shall have has are is / {SAYING}",
        rf"""{AI}~(?:must|should|shall|ha(?:ve|s)~to|are~to|is~to)~(?:always~|never~|now~|only~|also~
        |not~)*{SAY}(?!\w)""",
        holds=of_this_text,
    ),
    rule(
        "addressed",
        "assistant model chatbot language bot ai / must shall should has",
        rf"""(?<!\w)the~(?:assistant|model|chatbot|language~model|bot|ai)~(?:must|shall|should|has~to)~
        (?P<now>now~)?(?:always~|never~|only~)*{SAY}(?!\w)""",
        holds=of_the_assistant,
    ),
    rule(
        "addressed",
        f"{MODELS} / {SAYING}",
        rf"""(?:^|(?<=[\n.!?:(\[>"-])\s*)(?:for[ ]|to[ ]|hey[ ]|dear[ ])?(?:{AI}[ ]and[ ])?
        (?:{AI}|assistant|language[ ]model)\s*[,:]\s*(?:please~|kindly~|you~(?:must|should|have~to
        |will)~|always~|do~not~|don't~|never~|just~|now~)*{SAY}(?!\w)""",
        holds=of_users_or_marked,
    ),
    rule(
        "addressed",
        "override command directive notice alert / system admin administrator root "
        f"developer security operator / {MODELS} model",
        r"""(?:system|admin(?:istrator)?|root|developer|security|operator)[ _-](?:override|command
        |directive|notice|alert)(?!\w)""",
        holds=with_model_to_say,
    ),
    rule(
        "answers",
        "summarise summarize summarising summarizing / say state tell claim mention "
        "write leave recommend include",
        r"""(?<!\w)(?:when(?:ever)?|if|while)~(?:you~(?:are~)?|asked~to~)?summari[sz](?:e|ing)~
        (?:this|the)~(?:page|text|article|site|document|post|content|paper|website|email|reviews?)
        ~(?:\w+~){0,5}?(?:say|state|tell|claim|mention~that|write~that|leave~out|recommend|include~the)
        (?!\w)""",
    ),
    rule(
        "answers",
        "summarise summarize summarising summarizing translate translating analyse "
        "analyze analysing analyzing process processing answer answering discuss "
        "discussing / instead output print say reply respond",
        r"""(?<!\w)(?:do~not|don't|stop|instead~of)~(?:summari[sz]|translat|analy[sz]|process|answer
        |discuss)(?:e|ing|ating)?~(?:or~\w+~)?(?:about~)?(?:the~|this~|any~)?(?:text|page|passage
        |document|article|above|content|question|email)[^\n]{0,60}?(?:instead|output|print|say|reply
        |respond)(?!\w)""",
        holds=with_model_or_marked,
    ),
    rule(
        "answers",
        "reply respond answer output / only solely exclusively just nothing",
        r"""(?<!\w)(?:reply|respond|answer|output)~(?:only|solely|exclusively|just|nothing~but
        |with~nothing~but|with~only)(?!\w)""",
        holds=to_every_question,
    ),
    rule(
        "answers",
        "now here moment point henceforth / output respond reply refuse answer write speak end act",
        r"""(?<!\w)(?:from~(?:now|here|this~(?:moment|point))(?:~on(?:wards?)?)?|henceforth)~(?:(?:you
        ~(?:will|must|shall|are~to|should|only|can)?|please|always|only)~?)*(?:output|respond|reply
        |refuse~to~(?:answer|reply)|(?:answer|write|speak)~(?:\w+~){0,3}?(?:only|every|all|each|in~
        \w+~only)|end~(?:every|each|all)~(?:\w+~)?(?:message|reply|sentence|answer|response)
        |act~as~(?:an?~)?(?:ai|dan|\w*bot|\w*gpt))(?!\w)""",
    ),
    rule(
        "answers",
        "user users / mention reveal tell disclose show",
        r"""(?<!\w)(?:do~not|don't|never)~(?:mention|reveal|tell|disclose|show)~(?:this|these)~(?:\w+~)
        {0,2}?(?:note|instructions?|message|prompt|text|comment|command)?(?:~)?to~(?:the~)?users?(?!\w)""",
    ),
    rule(
        "set aside",
        "ignore disregard forget / user users / question query request message prompt input",
        r"""(?<!\w)(?:ignore|disregard|forget)~(?:the~|what~the~)?users?(?:'s)?~(?:\w+~)?
        (?:question|query|request|message|prompt|input)(?!\w)""",
        holds=told_to_reply,
    ),
    rule(
        "set aside",
        "clear erase wipe reset / memory context / previous prior earlier system "
        "instructions prompts",
        r"""(?<!\w)(?:clear|erase|wipe|reset)~your~(?:memory|context)[^\n.]{0,40}?
        (?:previous|prior|earlier|system|instructions|prompts)(?!\w)""",
    ),
    rule(
        "new instructions",
        "system admin developer core base / instruction instructions directive directives",
        r"""new~(?:system|admin|developer|core|base)~(?:instructions?|directives?)\s*:
        |\[(?:system|admin|developer)(?:[ ]\w+){0,2}\]:?\s*(?:new|updated)~(?:instructions?
        |directives?)(?!\w)""",
    ),
    rule(
        "role",
        "longer / ai assistant chatbot language",
        r"""you(?:~are|'re)~no~longer~(?:an?~)?(?:ai|assistant|chatbot|language~model)
        (?=\s*[.,;!]|\s+(?:but|you)\b)""",
    ),
    rule(
        "addressed",
        f"{MODELS} / to for / note notes message messages memo hint instruction instructions "
        "reminder notice",
        r"""(?<!\w)(?:notes?|messages?|memo|hint|instructions?|reminder|notice)~(?:to|for)~
        (?:(?:all|any|the|every|our)~)?(?:ai~\w+|llms?|language~models?|chatbots?)(?!\w)
        [^\n.:]{0,50}:""",
    ),
    rule(
        "answers",
        "positive negative negatives",
        r"""(?<!\w)(?:give|write|provide)~(?:an?~|only~)*positive~reviews?~only
        |(?:ignore|do~not~(?:highlight|mention))~(?:any|all)~(?:negative~(?:findings|comments|points)
        |negatives)""",
    ),
)
