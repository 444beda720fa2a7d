"""The money on the account: one balance transaction for each movement, fees included."""

from collections import Counter

from assistant.sandbox.stripe.account import Account
from assistant.sandbox.stripe.listing import matching, page
from assistant.sandbox.stripe.problem import Body

_CATEGORIES = {"charge": "charge", "refund": "refund", "adjustment": "dispute"}


def record(account: Account, source: Body, kind: str, amount: int, *, fee: int = 0) -> str:
    """Book a movement (negative when money leaves) and return the transaction's id."""
    transaction: Body = {
        "id": account.new_id("txn"),
        "object": "balance_transaction",
        "amount": amount,
        "available_on": account.now() + 2 * 86400,
        "balance_type": "payments",
        "created": account.now(),
        "currency": source["currency"],
        "description": source.get("description"),
        "exchange_rate": None,
        "fee": fee,
        "fee_details": [_fee(source["currency"], fee)] if fee else [],
        "net": amount - fee,
        "reporting_category": _CATEGORIES[kind],
        "source": source["id"],
        "status": "pending",
        "type": kind,
    }
    return str(account.add(transaction)["id"])


def _fee(currency: str, amount: int) -> Body:
    return {
        "amount": amount,
        "application": None,
        "currency": currency,
        "description": "Stripe processing fees",
        "type": "stripe_fee",
    }


def fee_for(amount: int) -> int:
    """Return Stripe's usual 2.9 %, rounded half up, without the fixed part."""
    return (amount * 29 + 500) // 1000


def retrieve(account: Account, params: Body) -> Body:
    """Return what is on the account, by currency."""
    sums: Counter[str] = Counter()
    for transaction in account.all("balance_transaction"):
        sums[transaction["currency"]] += transaction["net"]
    pending = [
        {"amount": amount, "currency": currency, "source_types": {"card": amount}}
        for currency, amount in sorted(sums.items())
    ]
    available = [{**row, "amount": 0, "source_types": {"card": 0}} for row in pending]
    return {"object": "balance", "available": available, "livemode": False, "pending": pending}


def find_transactions(account: Account, params: Body) -> Body:
    """List balance transactions."""
    rows = matching(account.all("balance_transaction"), params, "currency", "source", "type")
    return page(rows, params, "/v1/balance_transactions")


def retrieve_transaction(account: Account, params: Body, transaction: str) -> Body:
    """Return one balance transaction."""
    return account.named("balance_transaction", transaction)
