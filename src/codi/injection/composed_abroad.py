"""Rules put together from parts, for other languages: an address and a command about the answer."""

from __future__ import annotations

import re

from codi.injection.sight import Sight, without_accents
from codi.injection.values import Rule, rule

_GREETED = re.compile(
    r"""^\W*(?:(?:[\w'-]+[ ]){0,4}?(?:an|fur|a|aux?|pour|para|per|voor|aan|al|alla|agli|ai|as|aos
        |de|do|dla|destine[es]*[ ]aux?)[ ]
    |(?:liebe[rs]?|hallo|achtung|hinweis|hey|cher[es]*|chers|salut|bonjour|attention|note
        |querid[ao]s?|hola|atencion|aviso|nota
    |atencao|ola|car[aoei]|ciao|attenzione|beste|hallo|opgelet|let[ ]op|uwaga|drog[iae])[ ,:!-]*|)
    (?:(?:alle|die|das|den|der|les?|la|los|las|el|os?|gli|il|lo|de|het|d'|l'|grosse|grands?
        |grandes?|einen?|tous|todos|tutti)
    [ ]?){0,3}$""",
    re.VERBOSE,
)
_CALLED = re.compile(r"[^\n.!?:]{0,90}[:!]|\s*[,;–—-]")
_COMMAND = re.compile(
    r"""\b(?:antwort(?:e|et|en[ ]sie)|schreib\w*|gib|gebt|geben[ ]sie|nenn\w*|erwahn\w*
        |verschweig\w*|sag(?:e|t)?|beend\w*
    |beginn\w*|empfiehl|empfehlt|ubersetz\w*|fug(?:e|t)|hang(?:e|t)|vergiss|ignorier\w*|bewert\w*
        |behaupte\w*|lass\w*|schliess\w*
    |repond(?:s|ez|re)|ecri(?:s|vez)|di(?:s|tes)|ajoute[zr]?|mentionne[zr]?|commence[zr]?
        |termine[zr]?|recommande[zr]?|omet\w*
    |conclu\w*|presente[zr]?|indique[zr]?|ne[ ]tenez[ ]pas|cache[zr]?|responde[rd]?|responda
        |escrib[ae]|diga|anad[ae]|mencion[ae]
    |recomiend[ae]|termin[ae]|empiez[ae]|omit[ae]|incluy[ae]|agreg[ae]|invit[ae]|escrev[ae]
        |adicion[ae]|acrescent[ae]|recomend[ae]
    |comec[ae]|inclu[ai]|rispond(?:i|ete|a)|scriv(?:i|ete|a)|aggiung(?:i|ete|a)|menzion(?:a|ate
        |i)|raccomand\w+|consigli\w+
    |inizi(?:a|ate)|omett\w+|antwoord|schrijf|zeg|voeg|noem|vermeld\w*|eindig|beveel|verzwijg
        |odpowi\w+|napisz\w*|dodaj\w*
    |powiedz\w*|polec\w*|zakoncz\w*)\b""",
    re.VERBOSE,
)
_OF_OUTPUT = re.compile(
    r"""["“„«»].{2,120}["”“»«]|https?://
    |\b(?:deine[nrms]?|ihrer?|eure[rn]?)[ ](?:antwort\w*|ausgabe|zusammenfassung\w*|anweisung\w*
        |auftrag\w*|regeln)
    |\b(?:dies\w+)[ ](?:seite|artikel|text|beitrag|dokument|rezept)\w*|\b(?:nutzer|benutzer
        |fragesteller|menschen)\w*
    |\bab[ ](?:jetzt|hier|sofort)\b|\bausschliesslich\b|\bjede[rn]?[ ](?:antwort|satz|frage)
    |\b(?:ta|tes|votre|vos)[ ](?:reponses?|resumes?|consignes|instructions)|\b(?:cette|ce|cet)[ ]
        (?:page|article|texte|document|recette)
    |\butilisateurs?\b|\busuarios?\b|\bdesormais\b|\buniquement\b|\b(?:tu|tus|su|sus)[ ]
        (?:respuestas?|resumen|instrucciones)
    |\best[ea][ ](?:pagina|articulo|texto|documento|artigo|receta|receita)|\bdesta[ ]pagina|\b
        (?:sua|tua|suas)[ ](?:respostas?|instrucoes)
    |\b(?:tua|vostra|tue)[ ](?:rispost[ae]|istruzioni)|\bquest[ao][ ](?:pagina|articolo|testo
        |documento)|\butent[ei]\b
    |\b(?:je|jouw|uw)[ ](?:antwoord|samenvatting|instructies)|\bdeze?[ ](?:pagina|tekst|artikel)
        |\bgebruikers?\b
    |\btw\w+[ ]odpowied\w+|\buzytkownik\w*""",
    re.VERBOSE,
)
_NEAR = 300


def _commands_reader(sight: Sight, match: re.Match[str]) -> bool:
    """Whether a machine is addressed here, and told what to put out; `text` has no accents."""
    text = sight.text
    before = text[max(0, match.start() - 100) : match.start()].rpartition("\n")[2]
    lead = re.split(r"[.!?…]\s+|[(\[]", before)[-1].replace("ß", "ss")
    said = text[match.end() : match.end() + _NEAR].split("\n\n", 1)[0].replace("ß", "ss")
    return (
        _GREETED.match(lead) is not None
        and _CALLED.match(said) is not None
        and _COMMAND.search(said) is not None
        and _OF_OUTPUT.search(said) is not None
    )


ABROAD: tuple[Rule, ...] = (
    rule(
        "addressed",
        without_accents(
            "ki ia ai sprachmodell sprachmodelle sprachmodellen chatbot chatbots chatgpt gpt llm "
            "llms modele modeles modelo modelos modello modelli taalmodel taalmodellen assistants "
            "assistant asistente asistentes assistente assistenti assistentes intelligenz"
        ),
        r"""(?<!\w)(?:ki(?:-\w+)?|ia|ai(?:-\w+)?|kunstliche[rn]?[ ]intelligenz\w*
        |sprachmodelle?n?|chat-?bots?|chatgpt|gpt|llms?
        |modeles?[ ]de[ ]langage|modelos?[ ]de[ ](?:lenguaje|linguagem)|modell[oi][ ]
        (?:linguistic[oi]|di[ ]linguaggio)
        |taalmodel(?:len)?|(?:assistants?|asistentes?|assistent[ei]s?)[ ](?:(?:d'|de[ ]
        |di[ ])?(?:ia|ai
        |int?eligencia[ ]artificial|intelligence[ ]artificielle|intelligenza[ ]artificiale)
        |virtual\w*|virtuels?)
        |int?elligen\w+[ ]artifi\w+|inteligencia[ ]artificial)(?!\w)""",
        holds=_commands_reader,
    ),
)
ABROAD_SCRIPTS: tuple[Rule, ...] = (
    rule(
        "addressed",
        "",
        r"""(?:^|(?<=[\n.!?(«"])\s*)[^\n.!?:]{0,30}?(?:языков\w+[ ]модел\w+|нейросет\w+
        |чат-?бот\w*|\bии\b(?:-\w+)?
        |искусственн\w+[ ]интеллект\w*|ии-\w+)[^\n.!?:]{0,60}[,:!][^\n]{0,160}?\b(?:ответь\w*
        |отвечай\w*|напиши\w*|скажи\w*
        |добавь\w*|упомян\w+|начни\w*|начинай\w*|закончи\w*|заканчивай\w*|рекомендуй\w*
        |порекомендуй\w*|сообщи\w*|назови\w*)\b""",
        marks="модел нейросет бот ии интеллект",
    ),
    rule(
        "addressed",
        "",
        r"""(?:^|(?<=[\n。！？!?（(【\[])\s*)[^\n。！？:：]{0,16}?(?:语言模型|語言模型|人工智能|人工智慧|聊天机器人|聊天機器人|大模型
        |ai[ ]?(?:助手|模型|系统|工具))
        (?:助手|系统|模型|工具|们){0,2}(?:[的请][^\n。！？:：,，]{0,16})?[:：,，！!][^\n]{0,60}?(?:回答|回复|回覆|输出|輸出
        |写(?:上|出|道)|说[“"「]|添加|加上|推荐|推薦|不要(?:提|告诉|透露))""",
        marks="模型 人工 机器人 機器人 助手 ai",
    ),
    rule(
        "addressed",
        "",
        r"""(?:ai|言語モデル|アシスタント|チャットボット|人工知能)[^\n。]{0,20}?(?:へ|は|の方へ
        |に)[^\n。]{0,4}[:：、,。][^\n]{0,80}?
        (?:答えて|回答して|出力して|書いて|追加して|推奨して|伝えて|述べて|締めくく)""",
        marks="モデル アシスタント ボット 人工知能 ai",
    ),
)
