"""What a mail is: something a person asks, or something a machine sent that must not be answered.

Follows RFC 3834 (automatic responses), RFC 3464 (delivery reports), RFC 5965 (complaints) and,
where machines follow no rule, the words they are known by.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from enum import StrEnum

from assistant.handlers.mail_address import addresses
from assistant.handlers.mail_report import Failure, complained, failures
from assistant.handlers.mail_words import header_words
from assistant.values import dataclass


class Kind(StrEnum):
    """What to do with a mail: answer only requests."""

    REQUEST = "request"
    AUTOMATIC = "automatic"
    BOUNCE = "bounce"
    COMPLAINT = "complaint"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a mail shows about its origin; header names in lower case, values as they were sent.

    ``report`` is the text of its machine-readable report, if it has one; ``returned_to`` are the
    readers of the mail it sends back.
    """

    headers: Mapping[str, tuple[str, ...]]
    content_types: tuple[str, ...]
    report_type: str = ""
    subject: str = ""
    from_address: str = ""
    text: str = ""
    report: str = ""
    returned_to: tuple[str, ...] = ()

    def first(self, name: str) -> str:
        """Return the first value of a header, decoded, or nothing."""
        return header_words(next(iter(self.headers.get(name, ())), ""))

    def all(self, name: str) -> tuple[str, ...]:
        """Return every value of a header, decoded."""
        return tuple(map(header_words, self.headers.get(name, ())))


@dataclass(frozen=True, slots=True)
class Verdict:
    """A kind, why, and for bounces and complaints whom they are about."""

    kind: Kind
    reasons: tuple[str, ...] = ()
    failures: tuple[Failure, ...] = ()


_DAEMON = re.compile(
    r"(?:^|[<\s\"'])(?:mailer-?_?daemon|post_?master|mail-?daemon|maildaemon|mdaemon|e?mail\s?delivery"
    r"|mail\sdelivery\s(?:sub)?system|mail\sadministrator|microsoftexchange[0-9a-f]{8,})",
    re.IGNORECASE,
)
_BOUNCE_SUBJECT = re.compile(
    r"undeliver|non-?deliver|returned\s(?:e?-?mail|to\ssender)|return\sto\ssender|failure\snotice"
    r"|(?:mail|message|delivery|e-?mail).{0,30}(?:fail|error|problem|returned|rejected|denied|unsuccess)"
    r"|fail.{0,20}(?:deliver|mail)|delivery\s(?:status|report|notification|has\sfailed|delayed)"
    r"|could\snot\s(?:be\s)?(?:deliver|send)|couldn't\s(?:be\s)?deliver|user\sunknown|bounce"
    r"|unzustellbar|nicht\szugestellt|zustellung|mail\ssystem\serror|warning:.{0,30}(?:mail|message)"
    r"|non\sremis|échec|devuelto|no\sse\spudo\sentregar|mancata\sconsegna|onbestelbaar"
    r"|olevererbar|não\sentreg|недоставлен|невозможно\sдоставить|配信不能|送信できません|エラー|退信"
    r"|postmaster\snotify|loop\salert|nondeliverable|not\sdelivered|deferred",
    re.IGNORECASE,
)
_BOUNCE_TEXT = re.compile(
    r"\b[45]\d\d[ -][45]\.\d{1,3}\.\d{1,3}\b|\b5\d\d[ -](?:\w{1,20}\s){0,8}?(?:user|mailbox"
    r"|recipient|unknown|address)|could\snot\sbe\sdelivered|couldn't\sbe\sdelivered|was\snot\sdelivered"
    r"|not\sbeen\sdelivered"
    r"|permanent\s(?:fatal\s)?(?:error|fail)|undeliverable"
    r"|delivery\s(?:to\sthe\sfollowing|failed|failure)"
    r"|unable\sto\sdeliver|user\sunknown|unknown\suser|no\ssuch\s(?:user|recipient)|mailbox\s(?:is\s)?full"
    r"|mailbox\sunavailable|over\squota|returned\smessage|host\sunknown|does\snot\sexist"
    r"|notificationtype\"?\s?:\s?\"bounce|配信|届け|undelivered|delivery\serror|<<<\s[45]\d\d|>>>\srcpt",
    re.IGNORECASE,
)
_UNSUBSCRIBE = re.compile(r"unsubscribe\s(dlv_[0-9a-f]{32})", re.IGNORECASE)
_ASKS_TO_STOP = ("asks not to be written to",)
_COMPLAINT_TEXT = re.compile(r"notificationtype\"\s?:\s?\"complaint\"", re.IGNORECASE)
_AUTOMATIC_SUBJECT = re.compile(
    r"\W{0,3}(?:re:\s)?\W{0,3}(?:auto(?:matic(?:ally)?|mated)?[\s:_-]{1,3}(?:generated\s)?"
    r"(?:reply|response|respond\w*|antwort|answer|repl[iy]\w*|svar)|auto:|autoreply|autoresponse|autosvar"
    r"|out\sof\s(?:the\s)?office|ooo\b|i\sam\s(?:currently\s)?(?:out|away)|away\sfrom|on\s(?:vacation|leave)\b"
    r"|vacation\b|abwesend|abwesenheit|automatische\s(?:antwort|abwesenheits\w+|beantwoording)|afwezig"
    r"|niet\saanwezig|réponse\sautomatique|absence\sdu\sbureau|absent|respuesta\sautom|fuera\sde\s(?:la\s)?oficina"
    r"|risposta\sautomatica|fuori\s(?:sede|ufficio)|resposta\sautom|fora\sdo\sescrit|ausência|frånvaro"
    r"|fravær|fraværende|poissa|automaattinen\svastaus|automatisch\santwoord|automatikus\sválasz"
    r"|răspuns\sautomat|automatick[áý]\s|αυτόματη|не\sв\sофисе|в\sотпуске|不在(?:通知|のお知らせ)|外出中"
    r"|休暇中|부재중|ออกนอกสำนักงาน|automatyczna\sodpowied|nieobecn|automatická\sodpov|автоответ|автоматический\sответ"
    r"|自動返信|自动回复|自動回覆|자동\s?회신|otomatik\s(?:yanıt|cevap)|not\sin\sthe\soffice"
    r"|thank\syou\sfor\s(?:contacting|your\s(?:e?-?mail|message|enquiry|inquiry))|read:\s|accepted:\s"
    r"|declined:\s|tentative:\s|delivered:\s|gelesen:\s)",
    re.IGNORECASE,
)
_AWAY_TEXT = re.compile(
    r"i(?:\sam|'m|’m|\swill\sbe|'ll\sbe|’ll\sbe)\s(?:currently\s|presently\s|now\s)?(?:out\sof\s(?:the\s)?office"
    r"|away\sfrom\s(?:the|my)\s(?:office|desk|e?-?mail)|on\s(?:\w{1,12}\s)?(?:leave|vacation|holidays?))"
    r"|(?:bin|befinde\smich)\s.{0,40}(?:nicht\sim\s(?:büro|haus|dienst)|außer\shaus|im\surlaub|abwesend)"
    r"|je\s(?:suis|serai)\s.{0,30}absente?\b|(?:estoy|estaré)\s.{0,20}(?:fuera\sde\sla\soficina|ausente"
    r"|de\svacaciones)|sono\s.{0,20}(?:fuori\sufficio|assente|in\sferie)|不在にして(?:おり|い)ます"
    r"|休暇(?:中|を(?:いただ|頂|取))|不在(?:です|とな)",
    re.IGNORECASE,
)
_ASKING = re.compile(
    r"[?？]|\b(?:please|kindly|bitte|merci\sde|veuillez|por\sfavor)\s(?!contact|call|reach|direct|note|e?-?mail"
    r"|write|refer|turn|wenden|kontaktieren|schreiben|contacter|vous\sadresser|contacte)"
    r"|(?:支払|振[りっ]?込|送[っ付]|教え)[^\s。、]{0,8}(?:ください|下さい|お願い)",
    re.IGNORECASE,
)
_PAYING = re.compile(
    r"\b(?:i|we)(?:['’](?:ll|ve)|\swill|\sshall|\scan|\shave|\shad)?(?:\s(?:already|only|then|have))?"
    r"\s(?:pay|paid|settled?|transfer(?:red)?|wired?|disputed?)\b"
    r"|\bwill\s(?:pay|settle|transfer|wire)\b"
    r"|\b(?:ich|wir)\s(?:be)?zahlen?\b|\b(?:ich|wir)\süberweisen?\b"
    r"|\b(?:zahl|bezahl|überweis)en?\s(?:ich|wir)\b|\b(?:werden?|haben?)\s[^.!?\n]{0,60}?"
    r"\b(?:(?:be|ge)?zahl(?:en|t)|überweisen|überwiesen)\b"
    r"|\b(?:je|nous|on)\s(?:pai|pay|règl|régl)\w{1,6}|\b(?:allons|vais|va|avons|ai)\s(?:payer|régler|payé|réglé)\b"
    r"|\b(?:pagaremos|pagaré|pagamos|hemos\spagado|(?:vamos|voy)\sa\spagar)\b"
    r"|(?:支払い?(?:いた)?し?ます|支払う予定|支払いました|振り?込み?(?:いた)?し?ます|振り?込みました)",
    re.IGNORECASE,
)
"""What somebody says of their own paying: a machine that answers while they are away does not."""
_NO_REPLY = re.compile(
    r"(?:no|not|non|do-?_?not|dont)[-_.]?(?:reply|respond|response|antworten)|nepasrepondre|noresponder"
    r"|(?:auto-?)?(?:notifications?|notifier|mailer|alerts?|autoresponder|bounces?|listserv|majordomo"
    r"|newsletter)(?:[-+_.].*)?$",
    re.IGNORECASE,
)
_MACHINE_HEADERS = (
    "x-autoreply", "x-autorespond", "x-autoresponder", "x-autogenerated",
    "x-auto-response-suppress",
    "x-autoreply-from", "x-mail-autoreply", "x-vacation", "x-loop", "x-amazon-auto-reply",
    "x-ms-exchange-generated-message-source", "x-campaign", "x-mailgun-campaign-id",
    "x-failure-notice",
)  # fmt: skip
_LIST_HEADERS = (
    "list-id",
    "list-unsubscribe",
    "list-post",
    "list-help",
    "x-mlserver",
    "mailing-list",
    "x-mailing-list",
)
_PRECEDENCE = frozenset({"bulk", "junk", "list", "auto_reply", "auto-reply"})


def classify(evidence: Evidence) -> Verdict:
    """Decide what the mail is, most specific first."""
    complaint = _complaint(evidence)
    if complaint:
        about = evidence.returned_to or (evidence.from_address,)
        said = complained(evidence.report, about)
        if complaint == _ASKS_TO_STOP:
            said = tuple(replace(each, said=_ASKS_TO_STOP[0], asked=True) for each in said)
        return Verdict(Kind.COMPLAINT, complaint, said)
    bounce = _bounce(evidence)
    if bounce:
        return Verdict(Kind.BOUNCE, bounce, _failures(evidence))
    automatic = _automatic(evidence)
    return Verdict(Kind.AUTOMATIC if automatic else Kind.REQUEST, automatic)


def _complaint(seen: Evidence) -> tuple[str, ...]:
    if seen.report_type == "feedback-report" or "message/feedback-report" in seen.content_types:
        return ("a feedback report",)
    if seen.subject.lower().startswith("complaint about message from"):
        return ("the subject of a complaint",)
    if "x-apple-unsubscribe" in seen.headers or _UNSUBSCRIBE.fullmatch(seen.subject):
        return _ASKS_TO_STOP
    if "otification" in seen.text and _COMPLAINT_TEXT.search(seen.text):
        return ("a complaint notification",)
    return ()


def _bounce(seen: Evidence) -> tuple[str, ...]:
    if seen.report_type == "delivery-status" or any(
        kind in {"message/delivery-status", "message/global-delivery-status"}
        for kind in seen.content_types
    ):
        return ("a delivery report",)
    if "x-failed-recipients" in seen.headers:
        return ("X-Failed-Recipients",)
    subject = bool(_BOUNCE_SUBJECT.search(seen.subject))
    hints = subject or seen.report_type or _is_null_path(seen) or _DAEMON.search(seen.first("from"))
    if not hints and not _NO_REPLY.match(seen.from_address.partition("@")[0]):
        return ()  # looking through the whole text costs more than all the rest
    text = bool(_BOUNCE_TEXT.search(seen.text))
    if _DAEMON.search(seen.first("from")) and (subject or text):
        return ("from a mail system about a delivery",)
    if _is_null_path(seen) and (subject or text):
        return ("without a return path, about a delivery",)
    if text and (subject or seen.report_type) and _is_machine(seen):
        return ("an automatic mail about a delivery",)
    if text and _NO_REPLY.match(seen.from_address.partition("@")[0]):
        return ("from a no-reply address about a delivery",)
    return ()


def _is_machine(seen: Evidence) -> bool:
    return (
        bool(_automatic(seen)) or seen.report_type != "" or "message/rfc822" in seen.content_types
    )


def _is_null_path(seen: Evidence) -> bool:
    return "return-path" in seen.headers and seen.first("return-path") in {"<>", ""}


def _automatic(seen: Evidence) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*_by_header(seen), *_by_words(seen))))


def _by_header(seen: Evidence) -> list[str]:
    reasons = []
    submitted = seen.first("auto-submitted").lower()
    if submitted and not submitted.startswith("no"):
        reasons.append(f"Auto-Submitted: {submitted[:40]}")
    if seen.first("precedence").lower() in _PRECEDENCE:
        reasons.append(f"Precedence: {seen.first('precedence').lower()}")
    reasons += [f"has {name}" for name in _MACHINE_HEADERS if name in seen.headers]
    reasons += [f"from a list ({name})" for name in _LIST_HEADERS if name in seen.headers]
    if _is_null_path(seen):
        reasons.append("no return path")
    if seen.report_type:
        reasons.append(f"a report ({seen.report_type})")
    if "text/calendar" in seen.content_types:
        reasons.append("a calendar message")
    return reasons


def _by_words(seen: Evidence) -> list[str]:
    reasons = []
    if _AUTOMATIC_SUBJECT.match(seen.subject):
        reasons.append("the subject of an automatic reply")
    if _AWAY_TEXT.search(seen.text[:400]) and not _is_of_a_person(seen.text[:1_000]):
        reasons.append("the words of somebody away")
    if _NO_REPLY.match(seen.from_address.partition("@")[0]):
        reasons.append("from an address that takes no replies")
    if _DAEMON.search(seen.first("from")):
        reasons.append("from a mail system")
    return reasons


def _is_of_a_person(text: str) -> bool:
    """Whether it asks for something, or says what is done about paying."""
    return bool(_ASKING.search(text) or _PAYING.search(text))


def _failures(seen: Evidence) -> tuple[Failure, ...]:
    named = tuple(a for _, a in addresses(seen.all("x-failed-recipients")))
    return failures(seen.report, seen.text, named=named)
