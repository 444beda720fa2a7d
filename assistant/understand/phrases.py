"""Whole texts with one fixed meaning, looked up as they are.

A yes must be in this table to be a yes: nothing that merely contains one confirms a payment.
"""

import re

from assistant.command import (
    AskPerson,
    Balance,
    Cancel,
    Choose,
    Command,
    Confirm,
    Help,
    ListInvoices,
    ListMethods,
    Pay,
    PaymentHistory,
    PaymentStatus,
    ShowSummary,
    ShowWire,
    SwitchAccount,
)


def _each(command: Command, *phrases: str) -> dict[str, Command]:
    return {phrase.strip(): command for line in phrases for phrase in line.split("|")}


_YES = ("yes ", "yeah ", "yep ", "yup ", "ok ", "okay ", "sure ", "alright ")
_GO = (
    *("please ", "go ahead ", "go ahead and ", "please go ahead ", "please go ahead and "),
    *("do ", "please do "),
)
_SMALL_TALK = _each(
    Help(),
    "hi|hello|hey|hiya|howdy|good morning|good afternoon|good evening|good day|greetings",
    "there|hello there|hi there|hey there|hi bot|hello bot|hey bot|hi team|hello team|bot|team",
    "bonjour|bonsoir|salut|hola|hallo|guten tag|guten morgen|moin|ciao|merci|merci beaucoup",
    "gracias|muchas gracias|danke|vielen dank|danke schön|grazie|obrigado|arigato",
    "thanks|thank you|thankyou|thx|ty|cheers|many thanks|thanks a lot|thank you very much",
    "thanks for the reminder|thank you for the reminder|many thanks for the reminder"
    "|thanks for your reminder|thanks for reminding me|thanks for reminding us",
    "thank you so much|thanks so much|bye|goodbye|bye bye|see you|good bye|have a nice day",
    "are you a bot|are you a robot|are you human|are you real|are you an ai|are you a person",
    "are you a human|is this a bot|am i talking to a bot|am i talking to a human",
)
PHRASES: dict[str, Command] = {
    **_each(
        Confirm(),
        "yes|y|yep|yeah|yup|yes yes|yess|sure|ok|okay|yes ok|ok yes|yes sure|sure yes",
        "confirm|confirmed|i confirm|yes confirm|yes i confirm|confirm it|confirm payment|yes i do",
        "confirm the payment|confirm this payment|yes confirm the payment|yes confirm it",
        "go ahead|yes go ahead|ok go ahead|please go ahead|sure go ahead|go for it|yes go for it",
        "do it|yes do it|ok do it|please do it|yes please do|please do|yes please do it|do it now",
        "yes pay|yes pay now|yes please pay|yes please pay now|yes go ahead and pay",
        "proceed|yes proceed|please proceed|yes please proceed|ok proceed|yes please go ahead",
        "yes please|yes pls|yes plz|ok please|y please|yes thanks|yes thank you",
        "go ahead with the payment|yes go ahead with the payment|please go ahead with the payment"
        "|yes please go ahead with the payment|proceed with the payment"
        "|yes proceed with the payment|please proceed with the payment"
        "|yes please proceed with the payment",
    ),
    **_each(
        Confirm(it=True),
        *(f"{first}pay it{last}" for first in ("", *_YES, *_GO) for last in ("", " now", " then")),
        *(f"{yes}{go}pay it{last}" for yes in _YES for go in _GO for last in ("", " now")),
        *(f"{yes}pay {what}" for yes in _YES for what in ("that", "this", "that one", "this one")),
    ),
    **_each(
        Cancel(),
        "no|n|nope|nah|no no|no way|not now|no not now|cancel|cancel it|cancel that|cancel this"
        "|no cancel",
        "cancel payment|cancel the payment|cancel my payment|no cancel it|please cancel|stop"
        "|stop it|stop that",
        "never mind|nevermind|nvm|forget it|forget about it|abort|no don't|don't|do not"
        "|don't do it|do not do it",
        "don't pay|do not pay|don't pay it|do not pay it|no don't pay|no don't pay it|no stop"
        "|no thanks|no thank you",
        "rather not|i'd rather not|no i don't|please don't|leave it|stop the payment|stop payment",
    ),
    **_each(
        Cancel(undo=True),
        "undo|undo that|undo it|undo this|please undo|please undo that|take that back|take it back"
        "|no undo that|revert that",
    ),
    **_each(
        Cancel(later=True),
        "wait|no wait|wait wait|not yet|no not yet|later|no later|maybe later|perhaps later"
        "|hold on|no hold on|hang on|one moment|just a moment|wait a moment|wait a minute"
        "|wait a second|not today|no not today|not so fast|not right now",
    ),
    **_each(
        Choose(pick="all"),
        "all|all of them|all of it|all of these|all invoices please|every one|everything",
    ),
    **_each(
        ListInvoices(),
        "invoices|my invoices|our invoices|all invoices|all my invoices|bills|my bills|list"
        "|invoice list",
        "list of invoices|what invoices do i have|what invoices do we have"
        "|which invoices do we have",
        "which invoices do i have|do i have invoices|do we have invoices|do i have any invoices",
        "are there any invoices|any invoices|what have you billed us|what did you bill us",
    ),
    **_each(
        Balance(),
        "balance|my balance|our balance|balances|statement of account",
        "owe|what do i owe|what do we owe|what do i owe you|what do we owe you"
        "|what do i still owe|what do we still owe",
        "how much do i owe|how much do we owe|how much do i owe you|how much do we owe you"
        "|what i owe|what we owe",
        "how much is due|what is due|what's due|what is due now|what's due now"
        "|how much is outstanding|amount due",
        "total due|total owed|amount owed|amount outstanding|outstanding balance"
        "|what is outstanding|what's outstanding",
        "what's the balance|what is the balance|what's my balance|what is my balance"
        "|what's our balance",
        "what is our balance|whats my balance|current balance|account balance|show balance"
        "|show my balance",
        "when is it due|when is my bill due",
        "status|current status|account status|our status|my status|what is the status"
        "|what's the status|what's our status|how do things stand|where do things stand"
        "|how do we stand",
        "how much do i have to pay|how much do we have to pay|what do i have to pay"
        "|what do we have to pay",
        "do i owe anything|do we owe anything|do we owe you anything|do i owe you anything"
        "|where do we stand",
        "what's my current balance|what is my current balance|show me my balance|show our balance"
        "|check my balance",
    ),
    **_each(
        ShowSummary(),
        "summary|my summary|our summary|account summary|billing summary|summary please|overview",
        "when is my next invoice|when is the next invoice|next invoice|what is my next invoice",
        "what will i pay next month|what will we pay next month|how much will i pay next month",
    ),
    **_each(Pay(), "pay|pay now|payment|i'll pay|i will pay|make payment|ready to pay"),
    **_each(
        PaymentStatus(),
        "payment status|status of my payment|status of payment|what's the status of my payment"
        "|payment state",
        "what is the status of my payment|did my payment go through|did the payment go through"
        "|did it go through",
        "has it gone through|has my payment gone through|has my payment arrived"
        "|did you get my payment",
        "did you receive my payment|have you received my payment|is my payment through"
        "|did it work|is it paid",
        "did our payment go through|have you received our payment|did you receive our payment",
        "has our payment arrived|did you get our payment|where is my payment"
        "|is my payment processed",
    ),
    **_each(
        PaymentHistory(),
        "payment history|my payment history|our payment history|history|payments|my payments"
        "|our payments",
        "past payments|my past payments|previous payments|list payments|list my payments"
        "|list our payments",
        "payments made|what have we paid|what have i paid|what did we pay|what did i pay"
        "|recent payments|last payments",
        "my recent payments|show payments|show my payments|show our payments|show payment history"
        "|all payments",
        "billing history|transaction history|my transactions|transactions|show me my payments",
    ),
    **_each(
        SwitchAccount(),
        "which account is this|which account am i on|which account are we on|which account"
        "|what account is this",
        "what account am i on|which account am i using|accounts|my accounts|our accounts"
        "|list accounts|switch account",
        "show my accounts|list my accounts|switch accounts|change account|which accounts do i have",
        "current account|what accounts do i have|which account am i in|account",
        "what account am i in",
    ),
    **_SMALL_TALK,
    **_each(
        Help(),
        "help|help me|help please|?|??|menu|commands|options|what can you do|what can i do"
        "|what can i say|usage",
        "what can i ask|what can i ask you|what can you do for me|what can you help with"
        "|what can you help me with",
        "how does this work|how do i use this|how do you work|what do you do|what are you"
        "|who are you|start",
        "can you help me|can you help|i need help|need help|hep me|how can you help"
        "|how can you help me|info",
        "what are my options|what is this|instructions|what else can you do|show help|/help|-h"
        "|--help|man",
    ),
    **_each(
        AskPerson(),
        "human|a human|agent|an agent|person|a person|operator|representative|support|handoff"
        "|live agent|real person",
        "human please|real agent|a real person|customer service|customer support|call me"
        "|yes call me|please call me",
        "speak to someone|talk to someone|talk to us|talk to a human|talk to a person|someone"
        "|somebody|call us",
        "contact support|contact us|live chat|talk to support|is anybody there|is anyone there"
        "|yes please call me",
    ),
}
"""Every fixed phrase, in lower case and without final punctuation."""

_QUESTIONS_ARE_FINE = (
    Balance,
    ShowSummary,
    ListInvoices,
    PaymentStatus,
    PaymentHistory,
    SwitchAccount,
    ListMethods,
    ShowWire,
    Help,
    AskPerson,
)
"""What a trailing question mark leaves as it is; "yes?" is no yes."""


_THANKING = (
    r"(?:thanks|thank you|thx|ty|cheers)(?: (?:so much|very much|a lot|again|for everything"
    r"|for (?:your|the|all your) (?:help|time|support|patience|reply|quick reply)))?"
)
_KINDNESS = (
    rf"(?:{_THANKING}|great|cool|nice|perfect|awesome|wonderful|excellent|brilliant|lovely|super"
    r"|good|fine|good job|well done|nice work|good to know|lol|(?:ha){2,6}|sorry|oops|no problem"
    r"|no worries|you're welcome|got it|understood|i see|makes sense"
    r"|how are you(?: doing)?(?: today)?|how'?s it going|what'?s up|good night|bye|goodbye"
    r"|see you(?: later| soon| tomorrow)?|take care|that'?s (?:all|it)|all good|nothing else"
    r"|(?:have a )?(?:nice|good|great|lovely) (?:day|weekend|evening|one)"
    r"|you(?:'re| are) (?:great|awesome|the best|very kind)|[👍🙏😊😀🙂🎉👌]{1,5})"
)
_CHATTER = re.compile(
    rf"(?:(?:oh|wow|ok|okay|alright|right|well|hi|hello|hey)[ ,.!]+){{0,2}}"
    rf"{_KINDNESS}(?:[ ,.!]+{_KINDNESS}){{0,3}}[ ,.!?]*"
)
_LONGEST_CHATTER = 80
_CHATS = frozenset(
    "oh wow ok okay alright right well hi hello hey thanks thank thx ty cheers great cool nice"
    " perfect awesome wonderful excellent brilliant lovely super good fine lol haha hahaha hahahaha"
    " hahahahaha hahahahahaha sorry oops no got understood i makes how hows whats bye goodbye see"
    " take thats all nothing have a you".split()
)
"""How chatter begins, if with a word: most texts are told by it to be none."""


def is_small_talk(text: str) -> bool:
    """Tell whether a text only greets, thanks or wonders who is there: it asks for nothing."""
    lower = text.lower()
    if lower.strip(" ,.!?") in _SMALL_TALK:
        return True
    first = lower.partition(" ")[0].rstrip(",.!?")
    if first.isalpha() and first not in _CHATS:
        return False
    return len(lower) <= _LONGEST_CHATTER and _CHATTER.fullmatch(lower) is not None


_PUNCTUATION = re.compile(r"[,.!]")


def phrase(text: str) -> Command | None:
    """What a text says as a whole, if it is one of the fixed phrases; "yes?" is no yes."""
    lower = text.lower()
    if lower in PHRASES:
        return PHRASES[lower]
    if is_small_talk(lower):
        return Help()
    if not ("?" in lower or "." in lower or "," in lower or "!" in lower):
        return None  # without them it is the key itself
    key = " ".join(_PUNCTUATION.sub(" ", lower).split())
    command = PHRASES.get(key.rstrip("? "))
    asks = key.endswith("?")
    return command if command and (not asks or isinstance(command, _QUESTIONS_ARE_FINE)) else None
