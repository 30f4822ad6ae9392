"""Rules for other languages: former instructions set aside, the system prompt asked for, a part.

Each names whose instructions are meant, yours or the former ones, for in every language people are
told to follow or forget rules.
"""

from __future__ import annotations

import re
from dataclasses import replace

from codi.injection.sight import without_accents
from codi.injection.values import Rule, rule


def _aside(words: str, verbs: str, whose: str, what: str, *, marks: str = "") -> Rule:
    """Verb, then a few words of which one says whose instructions, before or behind these."""
    return rule(
        "set aside",
        words,
        rf"""(?<!\w)(?:{verbs})~(?:(?:[\w'-]+~){{0,4}}?(?:{whose})~(?:[\w'-]+~){{0,3}}?(?:{what})(?!\w)
        |(?:[\w'-]+~){{0,3}}?(?:{what})~(?:[\w'-]+~){{0,2}}?(?:{whose})(?!\w))""",
        marks=marks,
    )


_ACCENTED: tuple[Rule, ...] = (
    _aside(
        "ignoriere ignoriert ignorieren vergiss vergesst vergessen missachte missachtet "
        "missachten beachte "
        "/ anweisung anweisungen instruktion instruktionen befehl befehle vorgaben "
        "regeln richtlinien "
        "systemprompt prompt prompts",
        r"ignorier\w*|vergiss|vergesst|vergessen~sie|missacht\w+|beachte\w*",
        r"bisherig\w+|vorherig\w+|vorig\w+|obig\w+|früher\w+|vorangegangen\w+|deine[rn]?|eure|die~dir"
        r"|dir|vorstehend\w+",
        r"anweisung\w*|instruktion\w*|befehle?|vorgaben|regeln|richtlinien|system-?prompt\w*|prompts?",
    ),
    _aside(
        "ignore ignorez ignorer oublie oubliez oublier compte / instruction instructions "
        "consigne consignes directive directives règles ordres prompt",
        r"ignore[zr]?|oublie[zr]?|ne~(?:tiens|tenez)~pas~compte",
        r"précédent\w*|ci-dessus|antérieur\w*|tes|vos|reçues|données|initiales|système",
        r"instructions?|consignes?|directives?|règles|ordres|prompt",
    ),
    _aside(
        "ignora ignore ignorad olvida olvide omiso descarta descarte hagas / instrucciones "
        "indicaciones órdenes reglas directrices directivas prompt",
        r"ignor[ae]d?|olvid[ae]|haz~caso~omiso|no~hagas~caso|descart[ae]",
        r"anteriore?s?|previas?|tus|sus|arriba|precedentes|iniciales|originales",
        r"instrucciones|indicaciones|órdenes|reglas|directrices|directivas|prompt",
    ),
    _aside(
        "ignora ignore esqueça esquece desconsidera desconsidere / instruções orientações regras "
        "comandos ordens diretrizes prompt",
        r"ignor[ae]|esqueça|esquece|desconsider[ae]",
        r"anteriores|prévias|suas|tuas|acima|iniciais|originais|precedentes",
        r"instruções|orientações|regras|comandos|ordens|diretrizes|prompt",
    ),
    _aside(
        "ignora ignorate ignori dimentica dimenticate dimentichi trascura / istruzioni "
        "indicazioni regole direttive comandi prompt",
        r"ignor(?:a|ate|i)|dimentic(?:a|ate|hi)|trascura",
        r"precedenti|tue|vostre|sopra|iniziali|originali",
        r"istruzioni|indicazioni|regole|direttive|comandi|prompt",
    ),
    _aside(
        "negeer vergeet / instructies opdrachten aanwijzingen regels richtlijnen prompt",
        r"negeer|vergeet",
        r"vorige|eerdere|voorgaande|je|jouw|bovenstaande|oorspronkelijke",
        r"instructies|opdrachten|aanwijzingen|regels|richtlijnen|prompt",
    ),
    _aside(
        "ignoruj ignorujcie zignoruj zignorujcie zapomnij zapomnijcie",
        r"z?ignoruj(?:cie)?|zapomnij(?:cie)?",
        r"poprzedni\w+|wcześniejsz\w+|swoi\w+|powyższ\w+|wszystki\w+",
        r"instrukcj\w+|poleceni\w+|zasad\w*|wytyczn\w+",
    ),
    rule(
        "set aside",
        "önceki yukarıdaki tüm bütün / say gel unut alma",
        r"""(?<!\w)(?:önceki|yukarıdaki|tüm|bütün)~(?:\w+~){0,2}?(?:talimat|komut|yönerge)\w*~(?:\w+~)
        {0,2}?(?:yok~say|görmezden~gel|unut|dikkate~alma)""",
    ),
    rule(
        "leak",
        "gib zeig zeige verrat verrate nenne wiederhole révèle révèles révélez affiche "
        "affichez montre "
        "montrez divulgue divulguez revela revele muestra muéstrame imprime mostre "
        "mostra rivela toon "
        "onthul",
        r"""(?<!\w)(?:gib|zeige?|verrate?|nenne|wiederhole|rév[èé]le[zr]?|affiche[zr]?|montre[zr]?
        |divulgue[zr]?|revela|revele|muestra|muéstrame|imprime|revele|mostre|mostra|rivela|toon|onthul)
        ~(?:[\w'-]+~){0,4}?(?:system-?prompt\w*|systemanweisung\w*|prompt~(?:système|del~sistema
        |de~sistema|do~sistema|inicial|initial)|(?:instructions|consignes)~(?:du~)?système
        |instrucciones~del~sistema|instruções~do~sistema|istruzioni~di~sistema)(?!\w)""",
    ),
    rule(
        "role",
        "bist sind es êtes eres você sei bent / ki ia ai chatbot bot assistent "
        "assistente assistant "
        "asistente sprachmodell modello modelo modèle model pirat pirata pirate hacker dan",
        r"""(?<!\w)(?:(?:du~bist|sie~sind)~(?:jetzt|nun|ab~(?:jetzt|sofort)|von~nun~an)|(?:tu~es|vous
        ~êtes)~(?:maintenant|désormais|dorénavant)|(?:ahora|a~partir~de~ahora|desde~ahora)~eres|eres
        ~ahora|você~(?:agora~é|é~agora)|(?:ora~sei|sei~ora)|je~bent~(?:nu|vanaf~nu))~(?:[\w'-]+~){0,3}?
        (?:ki|ia|ai|chatbot|bot|assistente?|assistant|asistente|sprachmodell|modell?o?|modèle|pirat\w*
        |hacker|dan)(?!\w)""",
    ),
    rule(
        "addressed",
        "ki ia sprachmodell sprachmodelle langage lenguaje linguagem / du achtung hinweis liebes "
        "hallo nachricht si se en como",
        r"""(?<!\w)(?:(?:wenn|falls|da)~du~(?:eine?~)?(?:ki|sprachmodell|ki-\w+)(?!\w)
        |als~(?:ki|sprachmodell|ki-\w+)~(?:musst|sollst|darfst)~du
        |(?:achtung|hinweis|liebes|hallo|nachricht)~(?:an~|für~)?(?:alle~|das~|die~)?(?:sprachmodelle?
            |ki-\w+|ki)(?!\w)
        |si~(?:tu~es|vous~êtes|eres|es~usted)~(?:une?~)?(?:ia|modèle~de~langage|modelo~de~lenguaje
            |una~ia)(?!\w)
        |se~(?:você~é|for)~(?:uma~ia|um~modelo~de~linguagem)(?!\w)
        |en~tant~qu'(?:ia|assistant)~(?:tu~dois|vous~devez)|como~(?:ia|modelo~de~lenguaje)~debes)""",
    ),
    rule(
        "answers",
        "antworte réponds répondez responde respondas responderás responda rispondi antwoord",
        r"""(?<!\w)(?:(?:ab~jetzt|von~nun~an|ab~sofort)~(?:[\w]+~){0,2}?antworte|antworte~(?:ab~jetzt~
        |von~nun~an~|ab~sofort~)?(?:nur~noch|ausschließlich|nur)~(?:mit|auf|in)
        |(?:à~partir~de~maintenant|désormais|dorénavant)~(?:tu~)?répond(?:s|ez)
        |(?:a~partir~de~ahora)~(?:[\w]+~){0,2}?respond(?:e|as|erás)
        |a~partir~de~agora~(?:[\w]+~){0,2}?respond[ae]
        |d'ora~in~poi~(?:[\w]+~){0,2}?rispondi|vanaf~nu~(?:[\w]+~){0,2}?antwoord)(?!\w)""",
    ),
)

LATIN: tuple[Rule, ...] = tuple(
    replace(
        rule,
        pattern=re.compile(without_accents(rule.pattern.pattern), rule.pattern.flags),
        words=tuple(frozenset(map(without_accents, some)) for some in rule.words),
    )
    for rule in _ACCENTED
)
"""To be tried on a text without accents, which many leave out."""

OTHER_SCRIPTS: tuple[Rule, ...] = (
    _aside(
        "",
        r"(?:про)?игнорируй\w*|забудь\w*|не~обращай\w*~внимания~на|не~следуй\w*",
        r"предыдущ\w+|прежн\w+|все|всех|сво\w+|тво\w+|которые~тебе|которые|ранее|выше\w*|данн\w+",
        r"инструкци\w+|указани\w+|правил\w*|команд\w*|промпт\w*",
        marks="игнор забудь обращай следуй",
    ),
    rule(
        "leak",
        "",
        r"""(?<!\w)(?:покажи|выведи|раскрой|напиши|повтори|сообщи)\w*~(?:\w+~){0,3}?(?:системн\w+~
        (?:промпт|сообщени|инструкци|подсказк)\w*|сво\w+~промпт\w*)""",
        marks="промпт системн",
    ),
    rule(
        "answers",
        "",
        r"""(?<!\w)(?:отвечай~только~(?:по-\w+|на~\w+~языке|словом)|(?:теперь~ты|ты~теперь|отныне~ты)~
        (?:\w+~){0,2}?(?:ии|ассистент|бот|чат-?бот|модель|пират|хакер))(?!\w)""",
        marks="отвечай теперь отныне",
    ),
    rule(
        "set aside",
        "",
        r"""(?:忽略|无视|無視|忘记|忘掉|忘記|忽视|不要理会)[^。！？\n]{0,8}(?:之前|先前|以上|上面|前面|所有|你的
        |全部|此前|一切|上述)[^。！？\n]{0,8}(?:指令|指示|提示|规则|規則|命令|设定)""",
        marks="忽略 无视 無視 忘记 忘掉 忘記 忽视 不要理会",
    ),
    rule(
        "leak",
        "",
        r"""(?:输出|輸出|显示|顯示|告诉我|透露|重复|泄露|打印|说出)[^。！？\n]{0,6}(?:系统提示|系統提示|提示词|系统指令)""",
        marks="提示 系统指令",
    ),
    rule(
        "role",
        "",
        r"你(?:现在|現在)是[^。！？\n]{0,12}(?:助手|ai|人工智能|机器人|模型|海盗)",
        marks="你现在是 你現在是",
    ),
    rule(
        "set aside",
        "",
        r"""(?:これまで|以前|上記|今まで|すべて|全て|前)の?[^。\n]{0,8}(?:指示|命令|プロンプト|ルール)を?[^。\n]{0,4}
        (?:無視し|忘れ)""",
        marks="指示 命令 プロンプト",
    ),
    rule(
        "set aside",
        "",
        r"(?:이전|위의?|앞의|모든)[^.\n]{0,12}(?:지시|명령|지침|프롬프트)[^.\n]{0,6}(?:무시|잊)",
        marks="지시 명령 지침 프롬프트",
    ),
    rule(
        "set aside",
        "",
        r"(?:تجاهل|انس)[^.\n]{0,12}(?:التعليمات|الأوامر|التوجيهات)[^.\n]{0,6}(?:السابقة|أعلاه)",
        marks="تجاهل انس",
    ),
    rule(
        "set aside",
        "",
        r"(?:पिछले|पूर्व|सभी)[^।\n]{0,16}निर्देश\w*[^।\n]{0,14}(?:अनदेखा|नज़रअंदाज़|भूल)",
        marks="निर्देश",
    ),
)
