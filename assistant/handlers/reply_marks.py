"""The marks by which mail programs, in many languages, announce a quote, a signature or a courtesy.

Each is matched against one line of bounded length; none can backtrack far.
"""

import re

MARKER = re.compile(
    r"(?:above\s(?:this|the)\sline|oberhalb\s(?:dieser|der)\szeile|über\s(?:dieser|diese)\szeile|"
    r"au-dessus\sde\scette\sligne|encima\sde\sesta\slínea|sopra\squesta\sriga|boven\sdeze\sregel|この行より上)",
    re.IGNORECASE,
)
SEPARATOR = re.compile(
    r"[\s>*]{0,9}(?:[-_=~*—–]{2,}\s{0,3}(?=\S)[^-_=~*—–\n].{0,70}\S\s{0,3}[-_=~*—–]{2,}|_{5,})\W{0,5}$"
)
FORWARD = re.compile(
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
FROM_LINE = re.compile(f"{_HEADER_START}(?:{_FROM}){_HEADER_END}(?:\\s|$|\\S)", re.IGNORECASE)
HEADER_LINE = re.compile(f"{_HEADER_START}({_FROM}|{_OTHER_HEADERS}){_HEADER_END}", re.IGNORECASE)

WROTE = re.compile(
    r"\b(?:wrote|writes|schrieb|schrieben|geschrieben|a\s(?:é|e)crit|écrit|escribi(?:ó|o)|"
    r"ha\sscritto|scrive|scritto|schreef|het\svolgende\sgeschreven|escreveu|skrev|napisał(?:a|\(a\))?|"
    r"pisze|kirjoitti|пишет|написал(?:а|\(а\))?|написав|yazdı|şunları\syazdı|a\sscris|írta|napsal(?:a|\(a\))?|"
    r"napísal|rašė|rakstīja|kirjutas|je\snapisao|je\sdejal|έγραψε|viết|menulis|said|reply@reply)"
    r"|写道|寫道|のメッセージ|書きました|작성|כתב",
    re.IGNORECASE,
)
LEAD = re.compile(
    r"[\s*_>]{0,9}(?:on|am|le|el|il|op|em|den|dnia|w\sdniu|w|på|pe|в|a|на|at|em|dne|dňa|ons|"
    r"tor|fre|man|tir|\d{1,2}|\d{4})\b",
    re.IGNORECASE,
)
ON = re.compile(r"[\s*_]{0,9}(?:on|am|le|el|il|op|em|den|dnia|w\sdniu|på|pe|dne)\s", re.IGNORECASE)
MOMENT = re.compile(
    r"\b(?:19|20)\d\d\b|\b\d{1,2}[:.h]\d{2}\b|\d{1,4}\s?[./-]\s?\d{1,2}\s?[./-]\s?\d{1,4}|年"
)
ADDRESS = re.compile(r"[^\s<>@]{1,80}@[^\s<>@]{1,120}|mailto:|<[^<>]{0,120}>")

DEVICE = re.compile(
    r"\b(?:my|mein\w*|mon|meu|minha|mi|mio|mijn|min|mitt|моего|iphone|ipad|android|outlook|gmail|samsung|"
    r"galaxy|blackberry|windows|yahoo|proton\w*|mobile|mobil\w*|phone|handy|app|mailspring|sparrow|"
    r"thunderbird|spark|airmail|huawei|xiaomi|nokia|htc|sony|this\semail)",
    re.IGNORECASE,
)
SIGNATURE = re.compile(r"\s{0,3}(?:--\s?|__+|—|–|-{2,3}|\*{3,}|-{4,40}|={3,})\s{0,3}$")
DELIMITER = re.compile(r"--\s?")
SENT_FROM = re.compile(
    r"[\s*_>-]{0,9}(?:(?:sent|envoyé|gesendet|von\smeinem|enviado|inviato|verzonden|verstuurd|wysłane|"
    r"skickat|sendt|lähetetty|отправлено|odesláno|get)\s(?:from|via|with|using|de|depuis|à\spartir|"
    r"von|mit|aus|desde|do|da|dal|con|vanaf|vanuit|met|z|från|fra|с|из|outlook|i?phone|i?pad|mein\w*|"
    r"handy|gesendet)\b|von\smeinem\s.{0,40}gesendet|(?:diese\snachricht\swurde\svon|tapped\sfrom|"
    r"typed\son|get\soutlook\sfor|do\snot\sreply\sto\sthis|reply\sto\sthis\semail\sdirectly))"
    r"[^?]{0,120}$",
    re.IGNORECASE,
)
ARMOUR = re.compile(
    r"-----BEGIN PGP SIGNED MESSAGE-----\n(?:[A-Z][\w-]{0,20}: [^\n]{0,200}\n){0,9}\n?"
)

_NAME = r"[A-ZÀ-ÖØ-Þ][^\W\d_]{0,30}[.'’-]?[^\W\d_]{0,30}"
GREETING = re.compile(
    r"(?i:hi|hello|hey|dear|good\s(?:morning|afternoon|evening|day)|hallo|guten\s(?:tag|morgen|abend)|"
    r"sehr\sgeehrte\w*|liebe\w*|moin|bonjour|salut|hola|buenos\sd[ií]as|ciao|buongiorno|hej|olá|hoi|"
    r"beste|greetings)"
    rf"(?:[\s,]{{1,3}}(?:(?i:there|all|team|everyone|sir|madam|damen|herren|und|and)|{_NAME})){{0,4}}"
    r"\s?[,!.:–-]{0,2}"
)
CLOSING = re.compile(
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

SIGNED = re.compile(rf"(?:[-–—~/]{{1,2}}\s?)?{_NAME}(?:\s{_NAME}){{0,3}}[.,]?")
SIGNING = re.compile(rf"\s{{0,3}}(?:/{_NAME}|[-–—~]{_NAME}(?:\s{_NAME}){{1,2}})\s{{0,9}}")
SECOND_THOUGHT = re.compile(
    r"\b(?:yes|no|not|pay|stop|cancel|wait|hold|later|ja|nein|nicht|oui|non|sí|si|warten|stopp)\b",
    re.IGNORECASE,
)
