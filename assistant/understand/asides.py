"""What stands beside a request and asks for nothing: notes of removed secrets, a closing name.

A yes is never read out of a text by leaving something out: "yes, my card is …" may well mean
another card, so the caller takes no confirmation from what is left.
"""

import re

_NOTE = r"\[(?:card number|security code|IBAN|password) removed\]"
_AROUND = (
    r"(?:my|our|the|this|here|is|are|it's|here's|and|with|using|use|via|by|from|credit|debit|bank"
    r"|company|visa|mastercard|amex|card|number|no|nr|account|iban|cvc2?|cvv2?|csc|security|code"
    r"|password|exp|expiry|expires|expiration|valid|thru|until|date|details|"
    r"[0-9]{1,2}\s?/\s?(?:20)?[0-9]{2})"
)
_DISCLOSED = re.compile(
    rf"[^\w\[\]]{{0,4}}(?:\b{_AROUND}\b[^\w\[\]]{{1,4}}){{0,10}}{_NOTE}"
    rf"(?:[^\w\[\]]{{0,4}}\b(?:exp|expiry|expires|valid|thru|until|date)\b){{0,3}}"
    r"(?:[^\w\[\]]{0,4}\b[0-9]{1,2}\s?/\s?(?:20)?[0-9]{2}\b)?",
    re.IGNORECASE,
)
_LEFT_AT_THE_ENDS = " ,;:-\n"

_NO_NAMES = (
    "actually|already|also|and|approved|asap|both|but|all|april|august|autopay|card|cancel(?:l?ed)?"
    "|clear|credit|december|denied|disregard|do|don't|done|draft|due|everything|except|february"
    "|friday|half|hello|help|hi|hmm|hold|if|ignore|instead|invoices?|january|joke|july|june|just"
    "|kidding|last|later|list|march|may|maybe|monday|monthly|nah|never|nevermind|next|no|none|nope"
    "|not|nothing|november|null|october|off|on|only|oops|open|or|overdue|paid|partially|partly|pay"
    "|paypal|pending|please|ps|question|recurring|refund|refused?|rejected|retract|saturday|show"
    "|skip|soon|sorry|september|stop|sunday|test|then|thursday|today|tomorrow|tonight|tuesday|twice"
    "|undo|unless|unpaid|urgent|visa|void|wait|wednesday|weekly|when|with|withdrawn|wrong|yes|said"
    "|dispute|disputed|declined|deny|revoke|revoked|scratch|strike|forget|delay|postpone|pause"
    "|upon|after|before|subject|to|see|below|above|per|via|using|by|from|at|in|for|of|the|this|that"
    "|approval|approved|payments?|partial|drafts?|manual(?:ly)?|quarterly|yearly|full|first|second"
    "|third|instal?lments?|emergency|important|confidential|reminder|attached|attachment|noon"
    "|corp|inc|ltd|gmbh|llc|company|account|europe|once|until|till|without|under|over|between"
    "|during|against|through|two|three|four|five|ten|lunch|morning|afternoon|evening|week|month"
    "|year|day|amount|number|price|discount|minus|plus|less|more|correction|corrected|changed"
    "|mistake|error|fraud|scam|stolen|lost|expired|blocked|frozen|cash|cheque|check|wire|transfer"
)
_NAME = rf"(?!(?i:{_NO_NAMES})\b)[A-ZÀ-ÖØ-Þ][a-zß-öø-ÿ'-]{{1,20}}\.?"
_CLOSING_NAME = re.compile(rf"\n[ \t]*\n\s*(?:{_NAME})(?: {_NAME}){{0,2}}\s*$")
_LONGEST_NAME = 80


def without_asides(text: str) -> str:
    """Leave out removed secrets with the words that hand them over, and a name that signs."""
    if "removed]" in text:
        text = _DISCLOSED.sub(" ", text).strip(_LEFT_AT_THE_ENDS)
    if "\n" not in text:
        return text
    name = _CLOSING_NAME.search(text, max(0, len(text) - _LONGEST_NAME))
    return text[: name.start()] if name else text
