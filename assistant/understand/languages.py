"""In which language somebody wants to be written to, said in any of them."""

import re
from typing import Literal

Language = Literal["de", "en", "es", "fr", "ja"]

_CALLED: dict[Language, str] = {
    "de": "german|deutsch|allemand|alem[aá]n|ドイツ語",
    "en": "english|englisch|anglais|ingl[eé]s|英語",
    "es": "spanish|spanisch|espagnol|espa[nñ]ol|castellano|スペイン語",
    "fr": "french|franz(?:ö|oe|o)sisch|fran[cç]ais|franc[eé]s|フランス語",
    "ja": "japanese|japanisch|japonais|japon[eé]s|日本語",
}
_NAMED = "|".join(f"(?P<{code}>{names})" for code, names in _CALLED.items())
_TO_ME = r"(?: to)?(?: me| us)?(?: only)?"
_WISH = re.compile(
    rf"(?:(?:(?:can|could|would|will) you )?(?:please )?(?:write|answer|reply|respond|talk|speak"
    rf"|mail|e-?mail){_TO_ME}(?: in)?|(?:please )?(?:use|set|change)(?: my| the)?"
    r"(?: language)?(?: to)?|(?:my )?language:?(?: is)?|i (?:prefer|would prefer|would like|want)"
    r"(?: answers| mails| everything| it)?(?: in)?|in|auf"
    r"|(?:bitte )?(?:schreib\w*|antwort\w*|sprich|sprechen)(?: sie)?(?: mir| uns| mit mir"
    r"| mit uns)?(?: bitte)? (?:auf|in)|(?:écri\w+|ecri\w+|répon\w+|repon\w+|parle\w*)"
    r"(?:[- ](?:moi|nous))?(?: en)?|en|(?:escr[ií]b\w+|resp[oó]nd\w+|contest\w+|habl\w+)"
    r"(?:me|nos)?(?: en)?)?[ :]*"
    rf"(?:{_NAMED})"
    r"(?:で|にして)?(?:書いて|返事して|答えて|連絡して|話して|返信して)?(?:ください|下さい)?"
    r"(?:お願い(?:します|いたします)?)?"
    r"(?:,? (?:please|bitte|svp|stp|s'il (?:vous|te) pla[iî]t|por favor))?[ .!。]*"
)


def read_language(text: str) -> Language | None:
    """The language wished for by a whole text in lower case."""
    found = _WISH.fullmatch(text)
    if found is None:
        return None
    return next(code for code in _CALLED if found[code])
