"""The provider's decline codes, in words: what happened and what the payer can do."""

from assistant.language import mark, marked

_WORDS = {
    "insufficient_funds": mark("there is not enough money on the card"),
    "expired_card": mark("the card has expired"),
    "incorrect_cvc": mark("the card's security code did not match"),
    "invalid_cvc": mark("the card's security code did not match"),
    "processing_error": mark("the bank had a technical problem; trying again later may work"),
    "lost_card": mark("the bank does not accept it any more"),
    "stolen_card": mark("the bank does not accept it any more"),
    "card_velocity_exceeded": mark("the card has reached its limit for now"),
    "withdrawal_count_limit_exceeded": mark("the card has reached its limit for now"),
    "currency_not_supported": mark("the card cannot be charged in this currency"),
    "authentication_required": mark("the bank wants you to approve this payment yourself"),
    "card_not_supported": mark("the card does not support this kind of payment"),
    "do_not_honor": mark("the bank declined without saying why; the bank can tell you more"),
    "generic_decline": mark("the bank declined without saying why; the bank can tell you more"),
    "expired": mark("the payment page was not completed in time"),
    "canceled": mark("the payment was cancelled before it was made"),
    "withdrawn": mark("whoever had asked for it called it off"),
    "returned": mark("the bank sent the payment back"),
    "debit_not_authorized": mark("the account holder has not authorised the debit"),
    "account_closed": mark("the bank account has been closed"),
    "superseded": mark("it was closed because the same is being paid in another way"),
    "paid_meanwhile": mark("it was paid on an open payment page just before"),
    "released": mark("it was looked at by a person and is not going to be made"),
    "refused": mark("our payment provider did not accept the request; we have been alerted"),
    "no_answer": mark("our payment provider could not be reached"),
}


def reason(code: str | None) -> str:
    """Say why a payment failed, never with card data; an unknown code gets the general one."""
    return marked(_WORDS.get(code or "", _WORDS["generic_decline"]))


_AT_BANK = {"insufficient_funds": mark("there was not enough money on the account")}


def returned_because(code: str | None) -> str:
    """Say why a bank took a debit back, which is about an account and not a card."""
    known = _AT_BANK.get(code or "")
    return marked(known) if known else reason(code)


def about_method(code: str | None) -> bool:
    """Whether the reason lies with the method, so that another one may work."""
    return code not in _NOT_THE_METHOD


_NOT_THE_METHOD = frozenset(
    "refused no_answer canceled expired superseded paid_meanwhile released withdrawn".split()
)
