"""Requests to pay: understood only when every word of the text belongs to the request.

What is left over ("tomorrow", "with the other card", "but …") makes it unclear, never a payment.
"""

import re

from assistant.command import Amount, Pay
from assistant.language import mark, marked, say
from assistant.understand import credit, method
from assistant.understand.amounts import is_marked, read_amount
from assistant.understand.currencies import CODES
from assistant.understand.hindered import REFERENCE, hindered
from assistant.understand.numbers import looks_like_a_number, read_number
from assistant.understand.ranges import read_range
from assistant.understand.shares import read_share
from assistant.understand.unclear import Unclear

_VERB = re.compile(
    r"(?:pay(?: off| for)?|settle|(?:make|submit|process|take) (?:a |the |my )?(?:part(?:ial)? )?"
    r"payment(?: of| for| on| towards?)?|(?:a )?part(?:ial)? payment of"
    r"|charge (?:me|us|(?:my|our|the) (?:(?:default|saved) )?(?:card|method)(?: on file)?)"
    r"(?: for)?)"
    r"(?![\w-])[: ]*"
)
_PUT = re.compile(r"(?:put|apply) (?=[^a-z]{0,4}[0-9])")
_OPENS = (
    *("pay", "settle", "make ", "submit ", "process ", "take ", "a part", "part", "charge "),
    *("put ", "apply ", "use ", "spend "),
)
"""How every request to pay begins, with one's credit, too."""
_AT_ONCE = re.compile(
    r"[ ,]+(?:right now|right away|now|today|asap|immediately|in full|fully|completely)$"
)

_MINE = r"(?:(?:of )?(?:my|our|the|these|those|your) )?"
_DUE = r"(?:currently )?(?:open|unpaid|outstanding|due|pending|overdue|past due|late)"
_BALANCE = re.compile(
    r"everything|(?:everything|all|what(?:ever)?)(?: that)? (?:i|we) (?:still )?owe(?: you)?"
    r"|(?:my|our|the) (?:(?:whole|full|entire|total|current|outstanding|open|account) ){0,3}balance"
)
_ALL = re.compile(
    rf"(?:all|every|each) {_MINE}(?:{_DUE} )?(?:invoices?|bills?|ones?)"
    rf"|(?:my|our|the) (?:{_DUE} )?(?:invoices|bills)|all {_MINE}{_DUE}|{_DUE}(?: invoices| bills)?"
    rf"|all|all of (?:them|it)|them all|everything (?:that is |that's )?{_DUE}"
    rf"|what(?:'s| is) {_DUE}"
)
_SOME_OF_ALL = re.compile(
    rf"(?:all|every|everything|each)\b|(?:my|our|the) (?:{_DUE} )?(?:invoices|bills)\b"
)
_EVERY_OVERDUE = re.compile(
    r"(?:(?:my|our|the) )?(?:currently )?(?:overdue|past[- ]due|late) (?:invoice|bill|one)s?"
)
_OVERDUE = re.compile(r"\b(?:overdue|past due|late)\b")
_ONE = re.compile(
    r"(?:(?:my|our|the|this|that|an?|your) (?:(?:open|unpaid|outstanding|due|current"
    r"|overdue) )?)?(?:invoice|bill)"
    r"|(?:[0-9]{1,2}|one|two|three|both|these|some)(?: of (?:my|our|the))?"
    r"(?: open| unpaid| overdue)? (?:invoices?|bills?)|invoices|bills|both|them"
    r"|it|this|that|this one|that one|the invoice you sent(?: me| us)?"
)
_PART_OF_ONE = re.compile(
    r"(?:only |just )?(?P<amount>[^a-z]{0,3}[0-9].{0,40}?) "
    r"(?:of|on|off|from|against|towards?|to|for) "
    rf"(?:my|our|the|this|that|an?|your) (?:{_DUE} )?(?:invoice|bill)"
)
_REST = re.compile(
    r"(?:the |my |our )?(?:rest|remainder|remaining (?:amount|balance)|open (?:amount|rest))"
    r"(?: (?:of|on|from|for) (?P<of>.+))?"
)
_WORDY = re.compile(
    r"(?:half|a half|a third|a quarter|some|most|(?:a )?part|[0-9]{1,3} ?(?:%|per ?cent))"
    r"(?: of)? (?:(?:my|our|the) )?(?:(?:invoice|bill) ?|#)*([0-9]{1,12})?"
)
_BY_AMOUNT = mark(
    "a part of an invoice is written as an amount or a share, for example “pay 50 of {number}” or "
    "“pay half of {number}”"
)
_PART_OF_BALANCE = re.compile(
    r"(?:only |just )?(?P<amount>[^a-z]{0,3}[0-9].{0,40}?) (?:of|on|off|from|against|towards?|to) "
    rf"(?P<balance>{_BALANCE.pattern})"
)
_PART_OF = re.compile(
    rf"(?:only |just )?(?P<amount>.{{1,50}}?) (?:of|on|off|from|against|towards?|to"
    rf"|for) {REFERENCE}"
)
_IN_PART = re.compile(
    rf"{REFERENCE}[:,]? (?P<part>(?:-|with|by|for|in part|partly|partially|only|just|amount"
    rf"|part of it)[:,]? ){{0,2}}"
    r"(?P<amount>[^a-z]*[0-9].{0,40}|[^\W\d_]{1,3}[$]? ?[0-9].{0,40})"
)
_CODE_BETWEEN = re.compile(r"([0-9]{1,12}) ([a-z]{3}) ([0-9]{1,12})")
_SAYS_PART = re.compile(r"\b(?:in part|partly|partially|only|just|amount|part of it)\b")
_NO_AMOUNT = re.compile(r"[0-9] [a-z]{4}")
_BETWEEN = re.compile(r"\s*(?:,\s+and\s|,\s|\sand\s|\s?&\s?|\s?\+\s(?=\S)|;\s?)\s*")
_LIST = re.compile(
    r"(?:(?:my|our|the|these|both) )?(?:(?:invoices|bills)\b[ :]*)?(?:(?:nos"
    r"|numbers)\b[. :]*)?(?P<items>.+)"
)
_ITEM = re.compile(REFERENCE)
_TWO_NUMBERS = re.compile(r"(?:invoices? )?([0-9]{1,12}) ([0-9]{1,12})")
_MOST_INVOICES = 50
_MOST_PARTS = 3
_ONE_PART_AT_A_TIME = mark(
    "a part of an invoice is paid by itself; say one of these, and the other once it is paid"
)

_PLAINLY = re.compile(r"(?:invoice )?([1-9][0-9]{2,11})")
"""What nearly everybody says who pays one; so short a number as "2" can be of a list."""


def read_pay(text: str, *, locale: str) -> Pay | Unclear | None:
    """Read an imperative in lower case; None when it is no request to pay an invoice."""
    if not text.startswith(_OPENS):
        return None
    if (without := credit.without(text)) is not None:
        return credit.first(read_pay(without, locale=locale))
    if put := _PUT.match(text):
        return _part_of_balance(text[put.end() :], locale) or _part_of(text[put.end() :], locale)
    verb = _VERB.match(text)
    if verb is None:
        return None
    what = _AT_ONCE.sub("", " " + text[verb.end() :].strip()).strip()
    return read_what(what, locale=locale)


def read_what(what: str, *, locale: str) -> Pay | Unclear | None:
    """Read what is to be paid, and with which method if one is named."""
    if plainly := _PLAINLY.fullmatch(what):
        return Pay(numbers=(plainly[1],))
    read = _read_what(method.without_the_method_on_file(what), locale)
    named = None if isinstance(read, Pay) else method.named_method(" " + what)
    inner = _read_what(named[0].strip(), locale) if named else None
    if named is None or not isinstance(inner, Pay):
        return read
    return inner.model_copy(update={"using": named[1]}) if named[1] else method.refused(inner)


def read_verbless(text: str, *, locale: str) -> Unclear | None:
    """Offer "pay $100 of 123" for "$100 on 123": an amount and an invoice, but no verb."""
    found = _PART_OF.fullmatch(text) if looks_like_a_number(text) else None
    if found is None or not is_marked(found["amount"]):
        return None
    part = _part_of(text, locale)
    if not isinstance(part, Pay):
        return part
    words = f"pay {found['amount'].strip()} of {part.numbers[0]}"
    return Unclear(say("that names an amount and an invoice, but not what to do"), (words,))


def _read_what(what: str, locale: str) -> Pay | Unclear | None:
    if (part := _part_of_one(what, locale) or _part_of_balance(what, locale)) is not None:
        return part
    if _EVERY_OVERDUE.fullmatch(what):
        return Pay(all="overdue")
    if not what or _ONE.fullmatch(what):
        return Pay()
    if _BALANCE.fullmatch(what):
        return Pay(all="balance")
    if _ALL.fullmatch(what):
        return Pay(all="overdue" if _OVERDUE.search(what) else "open")
    if _SOME_OF_ALL.match(what):
        return Unclear(
            say("I pay all open invoices, all overdue ones, or those you name by their numbers"),
            ("show my open invoices",),
        )
    if (portion := _portion(what, locale)) is not None:
        return portion
    if wordy := _WORDY.fullmatch(what):
        number = wordy[1]
        look = f"show invoice {number}" if number else "show my open invoices"
        return Unclear(marked(_BY_AMOUNT, number=number or "123"), (look,))
    if not looks_like_a_number(what):
        return None
    return _read_numbers(what, locale)


def _read_numbers(what: str, locale: str) -> Pay | Unclear | None:
    if (row := read_range(what)) is not None:
        return row
    if two := _TWO_NUMBERS.fullmatch(what):
        first, second = two.groups()
        return Unclear(
            say("that can be two invoices, or an invoice and an amount"),
            (f"pay {first} and {second}", f"pay {second} of {first}"),
        )
    if parts := _parts(what, locale):
        return Unclear(marked(_ONE_PART_AT_A_TIME), parts)
    for form in (_in_part, _part_of, _several, _only_an_amount):
        if (read := form(what, locale)) is not None:
            return read
    return hindered(what)


def _parts(what: str, locale: str) -> tuple[str, ...]:
    """Parts of several invoices, each in words that read back the same; empty for anything else."""
    items = _BETWEEN.split(what)
    if not 1 < len(items) <= _MOST_PARTS:
        return ()
    read = [_part_of(item, locale) or _several(item, locale) for item in items]
    pays = [pay for pay in read if isinstance(pay, Pay) and len(pay.numbers) == 1]
    if len(pays) < len(items) or not all(pay.amount for pay in pays[:1]):
        return ()
    return tuple(
        f"pay {pay.amount.words} of {pay.numbers[0]}"
        if pay.amount
        else f"pay invoice {pay.numbers[0]}"
        for pay in pays
    )


def _in_part(what: str, locale: str) -> Pay | Unclear | None:
    found = _IN_PART.fullmatch(what)
    if found is None or isinstance(number := read_number(found["number"]), Unclear):
        return None
    amount = found["amount"].strip()
    switched = _CODE_BETWEEN.fullmatch(what)
    if switched and switched[2].upper() in CODES:
        first, code, second = switched.groups()
        return Unclear(
            say("that can be read in two ways"),
            (f"pay {first} {code} of {second}", f"pay {second} {code} of {first}"),
        )
    if _SAYS_PART.search(found["part"] or "") or _SAYS_PART.search(what):
        return _part(number, read_amount(amount, locale=locale))
    if is_marked(amount):
        return _part(number, read_amount(amount, locale=locale))
    return None


def _part_of(what: str, locale: str) -> Pay | Unclear | None:
    found = _PART_OF.fullmatch(what)
    if found is None:
        return None
    number = read_number(found["number"])
    if isinstance(number, Unclear):
        return number if looks_like_a_number(found["number"]) else None
    amount = read_amount(found["amount"], locale=locale)
    if isinstance(amount, Unclear) and _NO_AMOUNT.search(found["amount"]):
        return None
    return _part(number, amount)


def _part_of_one(what: str, locale: str) -> Pay | None:
    """Read "10 of my invoice": the amount is said, and which invoice is asked."""
    found = _PART_OF_ONE.fullmatch(what)
    amount = read_amount(found["amount"], locale=locale) if found else None
    return Pay(amount=amount) if isinstance(amount, Amount) else None


def _part_of_balance(what: str, locale: str) -> Pay | None:
    found = _PART_OF_BALANCE.fullmatch(what)
    amount = read_amount(found["amount"], locale=locale) if found else None
    return Pay(all="balance", amount=amount) if isinstance(amount, Amount) else None


def _portion(what: str, locale: str) -> Pay | None:
    """Read "half of 123" and "the rest of it"; the rest is all of what is open."""
    rest = _REST.fullmatch(what)
    share, of = read_share(what) or (None, "")
    if rest is None and share is None:
        return None
    whole = _read_what(rest["of"] or "it" if rest else of, locale)
    if not isinstance(whole, Pay) or whole.amount or whole.share:
        return None
    return whole.model_copy(update={"share": share})


def _part(number: str, amount: Amount | Unclear) -> Pay | Unclear:
    return amount if isinstance(amount, Unclear) else Pay(numbers=(number,), amount=amount)


def _several(what: str, _: str) -> Pay | Unclear | None:
    found = _LIST.fullmatch(what)
    items = _BETWEEN.split(found["items"]) if found else []
    if not found or len(items) > _MOST_INVOICES:
        many = say(
            "that is more than {most_invoices} invoices at once", most_invoices=_MOST_INVOICES
        )
        return Unclear(many) if items else None
    numbers = []
    for item in items:
        reference = _ITEM.fullmatch(item)
        if reference is None or isinstance(number := read_number(reference["number"]), Unclear):
            return None
        numbers.append(number)
    return Pay(numbers=tuple(dict.fromkeys(numbers)))


def _only_an_amount(what: str, locale: str) -> Pay | Unclear | None:
    if not is_marked(what):
        return None
    amount = read_amount(what, locale=locale)
    if isinstance(amount, Amount) and len(amount.readings) > 1 and not amount.currencies:
        digits = re.sub("[^0-9]", "", what)
        return Unclear(
            say("“{what}” can be an amount or invoice numbers", what=what),
            (f"pay invoice {digits}",),
        )
    return amount if isinstance(amount, Unclear) else Pay(amount=amount)
