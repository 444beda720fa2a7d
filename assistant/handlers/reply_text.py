"""What a person newly wrote in a mail, apart from everything they quoted.

Quoted words can be commands ("reply with: pay invoice 123"), so a leak may cost money while a loss
only costs a question: in doubt this cuts more. Only the first 400 lines are looked at, each a
bounded number of times and no further than 500 characters, so no mail takes long.

A quote begins at one of these: our own marker, a ``>`` line, a line that names when and who ("On …
wrote:", in whatever language), a block of mail headers, a separator of some mail program, or where
the HTML said so.
"""

import re

from assistant.handlers.mail_html import QUOTED, visible_text

_MOST_CHARACTERS = 64_000
_MOST_LINES = 400
_LONGEST_LINE = 500
_ATTRIBUTION_LINES = 6

_MARKER = re.compile(
    r"(?:above\s(?:this|the)\sline|oberhalb\s(?:dieser|der)\szeile|über\s(?:dieser|diese)\szeile|"
    r"au-dessus\sde\scette\sligne|encima\sde\sesta\slínea|sopra\squesta\sriga|boven\sdeze\sregel)",
    re.IGNORECASE,
)
_SEPARATOR = re.compile(
    r"[\s>*]{0,9}(?:[-_=~*—–]{2,}\s{0,3}(?=\S)[^-_=~*—–\n].{0,70}\S\s{0,3}[-_=~*—–]{2,}|_{5,})\W{0,5}$"
)
_FORWARD = re.compile(
    r"[\s>*]{0,9}(?:begin forwarded message|forwarded message|start of forwarded|"
    r"anfang der weitergeleiteten|weitergeleitete nachricht|"
    r"début du message (?:réexpédié|transféré)|"
    r"message transféré|inizio messaggio inoltrato|inicio del mensaje reenviado|"
    r"mensaje reenviado|original message|original appointment|ursprüngliche nachricht|"
    r"message d'origine|mensaje original)\b[^.?!]{0,40}$",
    re.IGNORECASE,
)
_FROM = (
    r"from|von|de|da|van|fra|från|fran|od|от|від|lähettäjä|kimden|gönderen|发件人|寄件者|差出人|"
    r"보낸\s사람|보낸사람|feladó|di|mittente|remitente|expéditeur|absender|afzender|avsändare|nadawca|"
    r"expedidor|remetente|odesílatel|odosielateľ|saatja|nuo|no|pošiljatelj|from\sname|reply-to"
)
_OTHER_HEADERS = (
    r"sent|date|to|cc|subject|gesendet|datum|an|betreff|kopie|envoyé|envoyé\sle|date|à|objet|"
    r"enviado|enviado\sel|enviada\sem|fecha|para|asunto|assunto|data|inviato|a|oggetto|verzonden|"
    r"aan|onderwerp|sendt|til|emne|dato|skickat|till|ämne|wysłano|do|dw|temat|отправлено|дата|кому|"
    r"тема|копия|надіслано|lähetetty|päivämäärä|vastaanottaja|aihe|kime|konu|tarih|gönderildi|"
    r"发送时间|收件人|主题|日期|抄送|送信日時|宛先|件名|日時|받는\s사람|제목|날짜|보낸\s날짜|"
    r"címzett|tárgy|elküldve|odesláno|komu|předmět|predmet|sent\sby|importance|reply-to|attachments"
)
_HEADER_START = r"[\s>|]{0,9}[*_]{0,2}"
_HEADER_END = r"[*_]{0,2}\s?[:：][*_]{0,2}"
_FROM_LINE = re.compile(f"{_HEADER_START}(?:{_FROM}){_HEADER_END}(?:\\s|$|\\S)", re.IGNORECASE)
_HEADER_LINE = re.compile(f"{_HEADER_START}({_FROM}|{_OTHER_HEADERS}){_HEADER_END}", re.IGNORECASE)

_WROTE = re.compile(
    r"\b(?:wrote|writes|schrieb|schrieben|geschrieben|a\s(?:é|e)crit|écrit|escribi(?:ó|o)|"
    r"ha\sscritto|scrive|scritto|schreef|het\svolgende\sgeschreven|escreveu|skrev|napisał(?:a|\(a\))?|"
    r"pisze|kirjoitti|пишет|написал(?:а|\(а\))?|написав|yazdı|şunları\syazdı|a\sscris|írta|napsal(?:a|\(a\))?|"
    r"napísal|rašė|rakstīja|kirjutas|je\snapisao|je\sdejal|έγραψε|viết|menulis|said|reply@reply)"
    r"|写道|寫道|のメッセージ|書きました|작성|כתב",
    re.IGNORECASE,
)
_LEAD = re.compile(
    r"[\s*_>]{0,9}(?:on|am|le|el|il|op|em|den|dnia|w\sdniu|w|på|pe|в|a|на|at|em|dne|dňa|ons|"
    r"tor|fre|man|tir|\d{1,2}|\d{4})\b",
    re.IGNORECASE,
)
_ON = re.compile(r"[\s*_]{0,9}(?:on|am|le|el|il|op|em|den|dnia|w\sdniu|på|pe|dne)\s", re.IGNORECASE)
_MOMENT = re.compile(
    r"\b(?:19|20)\d\d\b|\b\d{1,2}[:.h]\d{2}\b|\d{1,4}\s?[./-]\s?\d{1,2}\s?[./-]\s?\d{1,4}|年"
)
_ADDRESS = re.compile(r"[^\s<>@]{1,80}@[^\s<>@]{1,120}|mailto:|<[^<>]{0,120}>")

_SIGNATURE = re.compile(r"\s{0,3}(?:--\s?|__+|—|–|-{2,3}|\*{3,}|-{4,40}|={3,})\s{0,3}$")
_DELIMITER = re.compile(r"--\s?")
_SENT_FROM = re.compile(
    r"[\s*_>-]{0,9}(?:(?:sent|envoyé|gesendet|von\smeinem|enviado|inviato|verzonden|verstuurd|wysłane|"
    r"skickat|sendt|lähetetty|отправлено|odesláno|get)\s(?:from|via|with|using|de|depuis|à\spartir|"
    r"von|mit|aus|desde|do|da|dal|con|vanaf|vanuit|met|z|från|fra|с|из|outlook|i?phone|i?pad|mein\w*|"
    r"handy|gesendet)\b|von\smeinem\s.{0,40}gesendet|(?:diese\snachricht\swurde\svon|tapped\sfrom|"
    r"typed\son|get\soutlook\sfor|do\snot\sreply\sto\sthis|reply\sto\sthis\semail\sdirectly))"
    r"[^?]{0,120}$",
    re.IGNORECASE,
)
_ARMOUR = re.compile(
    r"-----BEGIN PGP SIGNED MESSAGE-----\n(?:[A-Z][\w-]{0,20}: [^\n]{0,200}\n){0,9}\n?"
)

_NAME = r"[A-ZÀ-ÖØ-Þ][^\W\d_]{0,30}[.'’-]?[^\W\d_]{0,30}"
_GREETING = re.compile(
    r"(?i:hi|hello|hey|dear|good\s(?:morning|afternoon|evening|day)|hallo|guten\s(?:tag|morgen|abend)|"
    r"sehr\sgeehrte\w*|liebe\w*|moin|bonjour|salut|hola|buenos\sd[ií]as|ciao|buongiorno|hej|olá|hoi|"
    r"beste|greetings)"
    rf"(?:[\s,]{{1,3}}(?:(?i:there|all|team|everyone|sir|madam|damen|herren|und|and)|{_NAME})){{0,4}}"
    r"\s?[,!.:–-]{0,2}"
)
_CLOSING = re.compile(
    r"(?:(?:many\s|with\s|best\s|kind\s|warm\s|kindest\s|all\sthe\s)?(?:thanks|thank\syou|regards|"
    r"best|cheers|wishes|thx|rgds|br)(?:\sand\s(?:best\s|kind\s)?regards|\sin\sadvance|\sagain|"
    r"\sso\smuch|\sa\slot|\svery\smuch)?|yours(?:\s(?:sincerely|truly|faithfully))?|sincerely(?:\syours)?|"
    r"(?:mit\s)?(?:freundlichen?|besten?|herzlichen?|schönen?|viele|liebe)\s(?:grüßen?|grüssen?|gruß|"
    r"dank)|mfg|vg|lg|danke(?:\sund\s.{1,20}|\sschön|\sim\svoraus)?|vielen\sdank|gruß|grüße|merci"
    r"(?:\sbeaucoup|\sd'avance)?|cordialement|bien\sà\svous|salutations|gracias|(?:un\s)?saludos?|"
    r"atentamente|grazie|saluti|cordiali\ssaluti|bedankt|groet(?:en|jes)?|met\svriendelijke\sgroet(?:en)?|"
    r"tack|mvh|obrigad[oa]|atenciosamente|pozdrawiam)\s?[,.!–-]{0,3}",
    re.IGNORECASE,
)

_SIGNED = re.compile(rf"(?:[-–—~/]{{1,2}}\s?)?{_NAME}(?:\s{_NAME}){{0,3}}[.,]?")
_SECOND_THOUGHT = re.compile(
    r"\b(?:yes|no|not|pay|stop|cancel|wait|hold|later|ja|nein|nicht|oui|non|sí|si|warten|stopp)\b",
    re.IGNORECASE,
)


def new_text(text: str | None, html: str | None = None) -> str:
    """Return the newly written part: of the plain text, or of the HTML when there is no plain text.

    Signatures below a recognised delimiter are cut too. Empty when nothing new was found.
    """
    if text is not None and text.strip():
        return _cut(text)
    return _cut(visible_text(html), from_html=True) if html else ""


def has_quote(text: str) -> bool:
    """Tell whether anything but new words is in the text."""
    lines = _lines(text)
    return _first_quote(lines) < len(lines)


def asks_nothing(text: str) -> bool:
    """Tell whether there is only a greeting, a closing and a name, so that the subject speaks."""
    closed = False
    for line in (line.strip() for line in _lines(text)):
        if not line or len(line) > 80:
            if line:
                return False
        elif _CLOSING.fullmatch(line):
            closed = True
        elif not (_SIGNED if closed else _GREETING).fullmatch(line) or _SECOND_THOUGHT.search(line):
            return False
    return True


def _lines(text: str) -> list[str]:
    text = text[:_MOST_CHARACTERS].replace("\r\n", "\n").replace("\r", "\n").replace("\xa0", " ")
    text = _ARMOUR.sub("", text.replace("\ufeff", "").replace("\u200b", ""), count=1)
    lines = text.split("\n", _MOST_LINES)[:_MOST_LINES]
    return [part for line in lines for part in _apart(line)]


def _apart(line: str) -> tuple[str, ...]:
    """Split ``yes --- On Monday 3 March, Billing wrote:`` before the quote begins."""
    wrote = line.find("wrote:", 0, 2_000)
    on = line.rfind("On ", 0, wrote) if wrote > 0 else -1
    if on <= 0 or wrote - on > 300 or not re.search(r"\d", line[on:wrote]):
        return (line,)
    if not line[:on].strip(" \t*_>"):
        return (line,)
    return line[:on].rstrip(" -\t"), line[on:]


def _cut(text: str, *, from_html: bool = False) -> str:
    if not from_html:
        text = text.replace(QUOTED, "")
    lines = _lines(text)
    top = _without_signature(lines[: _first_quote(lines)])
    if any(line.strip() for line in top):
        return "\n".join(top).strip()
    return "\n".join(_without_signature(_below(lines))).strip()


def _below(lines: list[str]) -> list[str]:
    """What stands under the quotes when nothing stands above them, for those who answer below.

    Only prefixed quotes show where they end; after anything else the rest stays quoted. A line that
    follows a quoted line directly is that line, wrapped.
    """
    start = 0
    while start < len(lines) and not lines[start].strip():
        start += 1
    if start == len(lines):
        return []
    attribution = _attribution_end(lines, start)
    if attribution is not None:
        start = attribution
        while start < len(lines) and not lines[start].strip():
            start += 1
    if start == len(lines) or not _is_prefixed(lines[start]):
        return []
    kept: list[str] = []
    wrapped = False
    for at in range(start, len(lines)):
        line = lines[at]
        if _is_prefixed(line):
            wrapped = True
        elif not line.strip():
            wrapped = False
            kept.append("")
        elif not wrapped:
            if _starts_quote(lines, at):
                break
            kept.append(line)
    return kept


def _first_quote(lines: list[str]) -> int:
    for at, line in enumerate(lines):
        if _is_prefixed(line) or _starts_quote(lines, at):
            return _before_attribution(lines, at)
    return len(lines)


def _is_prefixed(line: str) -> bool:
    start = line.lstrip()[:4]
    return start.startswith((">", QUOTED, "&gt;"))


def _starts_quote(lines: list[str], at: int) -> bool:
    line = lines[at][:_LONGEST_LINE]
    if not line.strip():
        return False
    return bool(
        _MARKER.search(line)
        or _SEPARATOR.match(line)
        or _FORWARD.match(line)
        or _is_header_block(lines, at)
        or _attribution_end(lines, at) is not None
    )


def _is_header_block(lines: list[str], at: int) -> bool:
    first = _header(lines[at])
    if first is None:
        return False
    keys = {key for line in lines[at + 1 : at + 10] if (key := _header(line))} - {first}
    return len(keys) >= (1 if _FROM_LINE.match(lines[at]) else 2)


def _header(line: str) -> str | None:
    start = line[:60]
    if ":" not in start and "：" not in start:
        return None
    found = _HEADER_LINE.match(start)
    return found[1].lower() if found else None


def _attribution_end(lines: list[str], at: int, stop: int | None = None) -> int | None:
    """Where the text after an attribution that starts on this line begins, if one does."""
    first = lines[at][:_LONGEST_LINE]
    opens = bool(_ON.match(first) and re.search(r"\d", first))
    joined, blanks = "", 0
    stop = min(at + _ATTRIBUTION_LINES + 2, len(lines) if stop is None else stop)
    for after in range(at, stop):
        line = lines[after][:_LONGEST_LINE].strip()
        if not line:
            blanks += 1
            if not opens or blanks > 3:
                return None
            continue
        if after > at and (QUOTED in line or (_is_prefixed(line) and not opens)):
            return None
        joined = f"{joined} {line}".strip()
        if _is_attribution(joined, opens=opens):
            return None if after > at and _is_just_above(lines, at, after + 1) else after + 1
        if not opens and line.endswith((".", "!", "?", ":")):
            return None
    return None


def _is_just_above(lines: list[str], at: int, stop: int) -> bool:
    """Words directly above an attribution are not part of it if it is complete without them."""
    line, below = lines[at][:_LONGEST_LINE], lines[at + 1][:_LONGEST_LINE]
    if _ON.match(line) and _MOMENT.search(line):
        return False
    part = _LEAD.match(line) or _MOMENT.search(line) or _ADDRESS.search(line)
    return bool(not part or _LEAD.match(below)) and (
        _attribution_end(lines, at + 1, stop) is not None
    )


def _is_attribution(words: str, *, opens: bool) -> bool:
    if opens and _MOMENT.search(words) and re.search(r"\bwrote\s?:", words):
        return True
    if not words.rstrip("*_ \t").endswith((":", "：")):
        return False
    moment = bool(_MOMENT.search(words))
    if not moment and "@" not in words and "<" not in words:
        return False
    wrote = bool(_WROTE.search(words))
    address = bool(_ADDRESS.search(words))
    if opens or _LEAD.match(words):
        return moment and (wrote or address)
    return (wrote and (moment or address)) or (moment and "@" in words)


def _before_attribution(lines: list[str], quote: int) -> int:
    """Move the start of a quote up over a line that announces it in words we do not know."""
    at = quote
    while at > 0 and not lines[at - 1].strip():
        at -= 1
    announces = at > 0 and lines[at - 1].rstrip("*_ \t").endswith((":", "："))
    if not announces or quote - at > 2:
        return quote
    for start in range(at - 1, max(at - 4, -1), -1):
        if not lines[start].strip():
            break
        words = " ".join(lines[start:at])[: 2 * _LONGEST_LINE]
        if _MOMENT.search(words) or _WROTE.search(words) or "@" in words:
            return start
    return quote


def _without_signature(lines: list[str]) -> list[str]:
    for at, line in enumerate(lines):
        short = line[:_LONGEST_LINE]
        if _DELIMITER.fullmatch(short):
            return lines[:at]
        if at and _SIGNATURE.match(short) and any(kept.strip() for kept in lines[:at]):
            return lines[:at]
        if _SENT_FROM.match(short):
            return lines[:at]
    return lines
