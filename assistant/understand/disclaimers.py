"""The legal words that mail servers put under what people write: nobody says them.

They are left out only where every sentence is plainly of that kind and none could be meant for us:
no figure, no question, nobody who says "I", nothing about paying. In doubt they stay, and are asked
about.
"""

import re
from collections.abc import Sequence

_HEAD = re.compile(
    r"[\W_]{0,6}(?:confidential|disclaimer|(?:legal|important|privacy) (?:notice|note|disclaimer)"
    r"|notice\b|th(?:is|e) (?:e-?mail|message|communication|transmission|electronic)"
    r"|the (?:information|contents?) (?:in|of|contained|transmitted)|please consider the environ"
    r"|vertraulich|haftungsausschluss|(?:rechtlicher )?hinweis\b|diese (?:e-?mail|nachricht|mail)"
    r"|der inhalt dieser|die in dieser"
    r"|avis (?:de confidentialité|juridique|important)|avertissement|clause de (?:non|conf)"
    r"|confidentialité|ce (?:message|courriel|mail|courrier)|cet e-?mail|les informations contenues"
    r"|aviso (?:legal|de confidencialidad|de privacidad)|confidencial|cláusula de"
    r"|este (?:mensaje|correo|e-?mail)|la información contenida"
    r"|本(?:電子)?メール|この(?:電子)?メール|免責|機密)",
    re.IGNORECASE,
)
# These two are looked for in small letters: compiled for both cases they take seven times as long.
_OF_IT = re.compile(
    r"confidential|privileged|disclaimer|(?:legal|important|privacy) not|^\W*notice\W*$"
    r"|intended (?:only|solely|exclusively|for|recipient)|addressee|recipient"
    r"|in error|by mistake|the sender|disclos|disseminat|distribut|unauthori[sz]ed|prohibited"
    r"|virus|liabilit|delete (?:it|this|the)|destroy|environment|views or opinions|any attach"
    r"|vertraulich|haftungsausschluss|rechtlicher hinweis|bestimmt(?:en)? (?:für|ist)|empfänger"
    r"|irrtümlich|absender|unbefugt|nicht gestattet|nicht erlaubt|viren|haftung|vernichten"
    r"|confidentiel|confidentialité|destinataire|par erreur|expéditeur|interdit|détruire|juridique"
    r"|avertissement|responsabilit|altér|confidencial|destinatari|por error|remitente|prohibid"
    r"|elimin|destrucc|divulg|aviso legal|no autorizad|thank you|vielen dank|merci|gracias"
    r"|機密|宛先|受信者|誤って|送信者|差出人|削除|免責|開示|複製"
)
_MEANT_FOR_US = re.compile(
    r"[0-9?？]|\b(?:i|i'm|i'll|my|me|mine|yes|wait|but(?! not limited)"
    r"|no(?! (?:liability|responsibility|warrant|guarantee|es |autoriz))|hold|stop|don'?t|won't"
    r"|can't|go ahead|proceed|approv\w*|confirm\w*|cancel\w*|instead|actually|except"
    r"|pay\w*|paid|invoices?|bills?|refund\w*|disput\w*|remind\w*|pdfs?|receipts?|charg\w*"
    r"|ich|mir|mich|mein\w*|aber|nein|doch|statt\w*|warte\w*|stopp\w*|rechnung\w*|\w*zahl\w*"
    r"|je|moi|mon|mes|mais|non(?!.autoris)|attende[zr]|annul\w*|factur\w*|pai\w*"
    r"|yo|pero|espera|pag\w*|recibo)\b|\bj'|いいえ|待って|ない(?:で|と)|支払|請求|キャンセル|中止"
    r"|\bplease (?!(?:do not|notify|inform|contact|delete|destroy|advise|consider|return"
    r"|immediately|let (?:us|the sender) know|tell the sender|accept our)\b)"
)
_SENTENCE = re.compile(r"(?<=[.!;:])\s+|(?<=。)")
_LONGEST = 6_000
_WRAPPED = 60
"""A line shorter than this ends by itself; the one below it begins something."""


def without_disclaimer(lines: Sequence[str]) -> list[str]:
    """Leave out the paragraphs at the end that are nothing but a standard disclaimer."""
    kept = list(lines)
    end, left = len(kept), _LONGEST
    for start in reversed(_beginnings(kept)):
        words = " ".join(kept[start:end])
        left -= len(words)
        if left < 0 or not _is_of_it(words):
            break
        if _HEAD.match(words.lstrip()):
            del kept[start:]
        end = start
    return kept


def _beginnings(lines: list[str]) -> list[int]:
    """Where paragraphs begin: after an empty line, or as a disclaimer after a short one."""
    return [
        at
        for at, line in enumerate(lines)
        if line.strip()
        and (
            at == 0
            or not (above := lines[at - 1].strip())
            or (len(above) < _WRAPPED and _HEAD.match(line.strip()))
        )
    ]


def _is_of_it(words: str) -> bool:
    lower = words.lower()
    if _MEANT_FOR_US.search(lower):
        return False
    sentences = [each for each in _SENTENCE.split(lower) if re.search(r"\w", each)]
    return all(map(_OF_IT.search, sentences))
