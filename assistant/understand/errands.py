"""Wishes that a person handles for now: promises, claims to have paid, complaints, subscriptions.

Unlike the wider net these forms start where the text starts, so that a text that merely mentions
such a thing is left alone.
"""

import re

from assistant.command import AskPerson
from assistant.understand.mentions import BIT, mentions
from assistant.understand.polite import request_in, unwrapped

_WE = r"(?:(?:i|we|they|accounting|finance|our (?:bank|accountant|team)) ?)"
_WILL = r"(?:'ll|will|can|could|shall|'m going to|'re going to|am going to|are going to|plan to)"
_WHEN = (
    r"(?:tomorrow|tonight|later|soon|shortly|next|(?:on|by|before|until|after|in|within|at"
    r"|around) (?:the )?(?:end|start|[0-9]+|a few|few|mon|tue|wed|thu|fri|sat|sun|jan|feb|mar|apr"
    r"|may|jun|jul|aug|sep|oct|nov|dec|week|month)|end of|this (?:week|month|evening|afternoon|"
    r"mon|tue|wed|thu|fri)|(?:mon|tues|wednes|thurs|fri|satur|sun)day|when|once|as soon as)"
)
_PAY = r"(?:pay|settle|transfer|wire|send (?:you )?(?:the|our|my|a) (?:money|payment|transfer))"
_PAID = (
    r"(?:paid|wired|transferred|settled|remitted|sent (?:you )?(?:the|our|my|an?)"
    r" ?(?:\w+ )?(?:money|payment|transfer|wire|amount|che(?:ck|que)))"
)
_ABOUT_IT = (
    r"(?: (?:it|this|that|you|them|everything|all|in full|(?:the |my |our |this )?(?:money|amount"
    r"|(?:invoice|bill)s?(?: (?:no\.? |#)?[0-9]{1,12})?|balance)|#?(?:inv-)?[0-9]{1,12}))*"
)
_REMARK = r"(?:[ ,.;:-]+[^?]{0,120})?"
_AUTOPAY = (
    r"(?:auto[- ]?pay(?:ments?)?|automatic (?:payments?|billing|charges?)"
    r"|auto[- ]?(?:billing|debit)|standing order|direct debit)"
)
_NOTICES = (
    r"(?:reminders?|dunning|notifications?|notices|notifying|reminding|e-?mails?|e-?mailing|mails?"
    r"|mailing|messages|messaging|alerts|newsletters?|invoices by e-?mail)"
)

_ERRANDS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "human",
        re.compile(
            rf"{_WE}?{_WILL} (?:only )?{_PAY}{_ABOUT_IT}(?: \w+)?,? {_WHEN}\b{_REMARK}"
            rf"|(?:the |our |my )?payment (?:will|is going to) (?:be|come|arrive|follow)\b{_REMARK}"
            rf"|(?:please )?(?:can you |could you )?(?:turn|switch|set|enable|disable|start|stop"
            rf"|cancel|activate|deactivate|sign)(?: \w+){{0,3}}? {_AUTOPAY}(?: (?:on|off|up))?"
            rf"(?: for [^?]{{1,60}})?|{_AUTOPAY}(?: (?:on|off))?"
            rf"|(?:mute|stop|pause|snooze|silence|turn off|switch off|disable|no more|don't send"
            rf"|do not send|unsubscribe|quit|cease)(?: [\w']+){{0,4}}? {_NOTICES}{_REMARK}"
            rf"|unsubscribe\b{_REMARK}|remove me from\b{_REMARK}|opt[- ]out"
            rf"|(?:stop|quit) (?:sending|e-?mailing|mailing|messaging|reminding|notifying"
            rf"|contacting|writing|spamming)(?: to)? (?:me|us)\b{_REMARK}"
            r"|(?:send|give|get|share|e-?mail|i need|we need|i want)(?: me| us)? "
            r"(?:(?:a|the|my|our) (?:\w+ ){0,2}?|(?:payment|pay|secure) )link\b"
            r"(?: (?:to pay|for|of|to) [^?]{1,60})?"
        ),
    ),
    (
        "dispute",
        re.compile(
            rf"(?:{_WE}(?:'ve |have |had )?(?:already |just |now )*|(?:already|just) "
            rf"|have (?:already )?){_PAID}{_ABOUT_IT}"
            rf"(?: (?:already|yesterday|today|last|on|by|via|with|this|in|ago|two|three|a"
            rf"|but|[0-9]|[a-z]+day|ref|reference|weeks?|days?)\b{_REMARK})?(?:[,.;:-] ?{_REMARK})?"
            rf"|(?:it|this|that|(?:the |my |our )?(?:invoice|bill) ?(?:#?[0-9]{{1,12}})?"
            rf"|#?[0-9]{{1,12}})(?: is| was| has| has been|'s)(?: already)?(?: been)?"
            rf" (?:paid|settled)(?: already)?(?:,? (?:last|yesterday|today|on|by|via|with|in|ago)\b"
            rf"{_REMARK})?"
            r"|(?:(?:the|my|our) )?(?:payment|money|wire|transfer)(?: was| is| has been)?"
            r"(?: already)? (?:sent|made|wired|transferred)"
            r"(?: (?:yesterday|today|last \w+|on \w+))?"
        ),
    ),
)
_ABOUT_MONEY = re.compile(r"\b(?:charg|fees?\b|debit)")
_COMPLAINT = re.compile(
    r"[^?]{0,80}\b(?:nobody|no one|noone|no-one) (?:\w+ ){0,2}?(?:answer|respond|repl[yi]"
    r"|help|call|listen|care|get)\w*\b[^?]{0,80}"
    r"|why (?:is|does|has) (?:nobody|no one|noone) [^?]{1,80}"
    r"|(?:this|that|it|your (?:service|support))(?:'s| is) (?:\w+ )?(?:ridiculous"
    r"|unacceptable|outrageous|a joke|absurd|terrible|horrible|awful|a disgrace|useless"
    r"|frustrating|annoying)\b[^?]{0,120}"
    r"|(?:i am|i'm|we are|we're) (?:\w+ )?(?:fed up|angry|furious|upset|frustrated"
    r"|annoyed)\b[^?]{0,120}"
)
_LONGEST = 300
_HOUSEHOLD = re.compile(
    r"\b(?:newsletters?|rent|electric|mortgage|loan|cable|phone|insurance|taxe?s|friend)\b"
)


def errand(text: str) -> AskPerson | None:
    """Name the intent of a wish in lower case that a person handles; None when it is none."""
    if len(text) > _LONGEST or not mentions(text) & BIT["errand"] or _HOUSEHOLD.search(text):
        return None
    core = unwrapped(text).strip(" .!?")
    for said in dict.fromkeys((core, request_in(core))):
        for about, form in _ERRANDS:
            if form.fullmatch(said):
                return AskPerson(about=about)
    return None


def complaint(text: str) -> AskPerson | None:
    """Bring somebody angry to a person, whatever it is about; looked for when nothing else fits."""
    if len(text) > _LONGEST or not mentions(text) & BIT["heated"]:
        return None
    if not _COMPLAINT.fullmatch(unwrapped(text).strip(" .!?")):
        return None
    return AskPerson(about="dispute" if _ABOUT_MONEY.search(text) else "human")
