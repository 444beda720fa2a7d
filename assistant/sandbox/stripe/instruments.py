"""Stripe's test cards and bank accounts, and how each behaves (docs.stripe.com/testing)."""

from typing import Literal

from assistant.sandbox.stripe.problem import Body
from assistant.values import dataclass

Authentication = Literal["never", "at_setup", "always"]


@dataclass(frozen=True, slots=True)
class Decline:
    """Why a payment is refused: Stripe's code, the bank's reason and the words for both."""

    code: str
    decline_code: str
    message: str

    def body(self) -> Body:
        """Return the members every error about this decline has."""
        return {"code": self.code, "decline_code": self.decline_code, "message": self.message}


DECLINED = Decline("card_declined", "generic_decline", "Your card was declined.")
NO_FUNDS = Decline("card_declined", "insufficient_funds", "Your card has insufficient funds.")
LOST = Decline("card_declined", "lost_card", "Your card was declined.")
STOLEN = Decline("card_declined", "stolen_card", "Your card was declined.")
FRAUD = Decline("card_declined", "fraudulent", "Your card was declined.")
VELOCITY = Decline(
    "card_declined",
    "card_velocity_exceeded",
    "Your card was declined for making repeated attempts too frequently or exceeding its amount "
    "limit.",
)
EXPIRED = Decline("expired_card", "expired_card", "Your card has expired.")
WRONG_CVC = Decline("incorrect_cvc", "incorrect_cvc", "Your card's security code is incorrect.")
PROCESSING = Decline(
    "processing_error",
    "processing_error",
    "An error occurred while processing your card. Try again in a little bit.",
)
AUTHENTICATION = Decline(
    "authentication_required",
    "authentication_required",
    "Your card was declined. This transaction requires authentication.",
)


@dataclass(frozen=True, slots=True)
class TestCard:
    """A card that always behaves the same; ``attaches`` is false when saving it fails too."""

    __test__ = False

    number: str
    brand: str = "visa"
    decline: Decline | None = None
    authentication: Authentication = "never"
    attaches: bool = True
    disputed: bool = False
    funding: str = "credit"


# By the name Stripe gives the ready-made payment method; ``tok_`` names are the same cards.
CARDS = {
    "visa": TestCard("4242424242424242"),
    "visa_debit": TestCard("4000056655665556", funding="debit"),
    "mastercard": TestCard("5555555555554444", "mastercard"),
    "mastercard_debit": TestCard("5200828282828210", "mastercard", funding="debit"),
    "amex": TestCard("378282246310005", "amex"),
    "discover": TestCard("6011111111111117", "discover"),
    "diners": TestCard("3056930009020004", "diners"),
    "jcb": TestCard("3566002020360505", "jcb"),
    "unionpay": TestCard("6200000000000005", "unionpay"),
    "chargeCustomerFail": TestCard("4000000000000341", decline=DECLINED),
    "chargeDeclined": TestCard("4000000000000002", decline=DECLINED, attaches=False),
    "chargeDeclinedInsufficientFunds": TestCard(
        "4000000000009995", decline=NO_FUNDS, attaches=False
    ),
    "chargeDeclinedLostCard": TestCard("4000000000009987", decline=LOST, attaches=False),
    "chargeDeclinedStolenCard": TestCard("4000000000009979", decline=STOLEN, attaches=False),
    "chargeDeclinedExpiredCard": TestCard("4000000000000069", decline=EXPIRED, attaches=False),
    "chargeDeclinedIncorrectCvc": TestCard("4000000000000127", decline=WRONG_CVC, attaches=False),
    "chargeDeclinedProcessingError": TestCard(
        "4000000000000119", decline=PROCESSING, attaches=False
    ),
    "chargeDeclinedVelocityLimitExceeded": TestCard(
        "4000000000006975", decline=VELOCITY, attaches=False
    ),
    "chargeDeclinedFraudulent": TestCard("4100000000000019", decline=FRAUD),
    "createDispute": TestCard("4000000000000259", disputed=True),
    "threeDSecure2Required": TestCard("4000000000003220", authentication="always"),
    "authenticationRequired": TestCard("4000002760003184", authentication="always"),
    "authenticationRequiredOnSetup": TestCard("4000002500003155", authentication="at_setup"),
    "authenticationRequiredChargeDeclinedInsufficientFunds": TestCard(
        "4000008260003178", decline=NO_FUNDS, authentication="always"
    ),
}
PAYPAL = TestCard("", "paypal")
"""What approves every payment by PayPal: at once, like a card."""

_BY_NUMBER = {card.number: name for name, card in CARDS.items()}


def by_token(token: str) -> str | None:
    """Return the card a ready-made ``pm_card_…`` or ``tok_…`` stands for, else None."""
    name = token.removeprefix("pm_card_") if token.startswith("pm_card_") else ""
    name = name or (token.removeprefix("tok_") if token.startswith("tok_") else "")
    # Stripe spells some of them with the brand in front: pm_card_visa_chargeDeclined….
    return next((n for n in (name, name.removeprefix("visa_")) if n in CARDS), None)


def by_number(number: str) -> str | None:
    """Return the card with this number, else None: real numbers are refused in test mode."""
    return _BY_NUMBER.get(number)


@dataclass(frozen=True, slots=True)
class TestBank:
    """A bank account for debits; ``failure`` is why its debits come back, when they do."""

    __test__ = False

    number: str
    failure: str | None = None


US_BANKS = {
    "000123456789": TestBank("000123456789"),
    "000111111116": TestBank("000111111116", "account_closed"),
    "000111111113": TestBank("000111111113", "account_closed"),
    "000222222227": TestBank("000222222227", "insufficient_funds"),
    "000333333335": TestBank("000333333335", "debit_not_authorized"),
}
SEPA_BANKS = {
    "DE89370400440532013000": TestBank("DE89370400440532013000"),
    "AT611904300234573201": TestBank("AT611904300234573201"),
    "FR1420041010050500013M02606": TestBank("FR1420041010050500013M02606"),
    "DE62370400440532013001": TestBank("DE62370400440532013001", "insufficient_funds"),
    "AT861904300235473202": TestBank("AT861904300235473202", "insufficient_funds"),
}
BANKS = {**US_BANKS, **SEPA_BANKS}
READY_BANKS = {
    "pm_usBankAccount": "000123456789",
    "pm_usBankAccount_success": "000123456789",
    "pm_usBankAccount_accountClosed": "000111111113",
    "pm_usBankAccount_insufficientFunds": "000222222227",
    "pm_usBankAccount_debitNotAuthorized": "000333333335",
    "pm_sepaDebit": "DE89370400440532013000",
    "pm_sepaDebit_insufficientFunds": "DE62370400440532013001",
}
FAILURES = {
    "account_closed": "The bank account has been closed.",
    "debit_not_authorized": "The customer has notified their bank that this debit was "
    "unauthorized.",
    "insufficient_funds": "The customer's account has insufficient funds to cover this payment.",
}
