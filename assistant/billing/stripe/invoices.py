"""Read Stripe's customers and invoices as what they are to us."""

from datetime import UTC, date, datetime

from assistant.billing.gateway import GatewayRefusedError
from assistant.billing.gateway.books import (
    Receipt,
    Skipped,
    TheirCustomer,
    TheirInvoice,
    TheirState,
)
from assistant.billing.gateway.methods import SavedMethod
from assistant.billing.model.invoice import InvoiceType, Item
from assistant.billing.money import Money
from assistant.billing.stripe.amounts import UnchargeableAmountError, from_stripe
from assistant.billing.stripe.calls import Body
from assistant.billing.stripe.reports import PAYMENT_ID
from assistant.masking import mask

BALANCE = "Balance and credits applied at Stripe"
"""The line that stands for what Stripe took off, or put on, after the invoice's own lines."""

_STATES = {
    "open": TheirState.OPEN,
    "paid": TheirState.PAID,
    "uncollectible": TheirState.GIVEN_UP,
    "void": TheirState.VOID,
}
_TYPES = {
    "subscription_cycle": InvoiceType.RECURRING,
    "subscription_create": InvoiceType.NEW,
    "manual": InvoiceType.ONE_TIME_CHARGE,
}


def customer_of(body: Body, methods: tuple[SavedMethod, ...]) -> TheirCustomer | Skipped:
    """Read a customer; a deleted one is nothing."""
    if body.get("deleted"):
        return Skipped(body["id"], "deleted at Stripe")
    currency = body.get("currency")
    settings = body.get("invoice_settings") or {}
    return TheirCustomer(
        ref=body["id"],
        name=_line(body.get("name") or body.get("email") or body["id"], 200),
        email=_line(body.get("email") or "", 254),
        currency=currency.upper() if currency else None,
        default=settings.get("default_payment_method"),
        methods=methods,
        account_id=(body.get("metadata") or {}).get("account_id"),
    )


def invoice_of(body: Body, lines: list[Body], paid: list[Body]) -> TheirInvoice | Skipped:
    """Read an invoice with all its lines and payments; a draft is nothing yet."""
    state = _STATES.get(body["status"] or "")
    if state is None:
        return Skipped(body["id"], f"a {body['status']}: not an invoice yet")
    if not body.get("customer"):
        return Skipped(body["id"], "it has no customer")
    try:
        return _invoice(body, state, lines, paid)
    except UnchargeableAmountError as error:
        return Skipped(body["id"], str(error))


def _invoice(body: Body, state: TheirState, lines: list[Body], paid: list[Body]) -> TheirInvoice:
    issued = _day(body.get("effective_at") or body["created"])
    items = _items(body, lines)
    total = sum(each.amount.minor + each.tax.minor for each in items)
    kind = _TYPES.get(body.get("billing_reason") or "manual", InvoiceType.RECURRING)
    due = _day(body["due_date"]) if body.get("due_date") else issued
    return TheirInvoice(
        ref=body["id"],
        customer_ref=body["customer"],
        number=_line(body.get("number") or "", 40),
        state=state,
        type=InvoiceType.CREDIT if total < 0 else kind,
        issued_on=issued,
        due_on=max(due, issued),
        currency=body["currency"].upper(),
        items=items,
        receipts=_receipts(body, paid),
    )


def _items(body: Body, lines: list[Body]) -> tuple[Item, ...]:
    """Its lines; should they not come to what is due, one more says so."""
    currency = body["currency"]
    items = [_item(place, line, currency) for place, line in enumerate(lines, start=1)]
    due = from_stripe(body["amount_due"] if body["total"] >= 0 else body["total"], currency)
    listed = sum((each.amount + each.tax for each in items), start=Money(0, due.currency))
    if due != listed or not items:
        nothing = Money(0, due.currency)
        items.append(Item(len(items) + 1, BALANCE, due - listed, nothing, recurring=False))
    return tuple(items)


def _item(place: int, line: Body, currency: str) -> Item:
    """Discounts are taken off its amount; a tax that is included in it is taken out."""
    discounts = sum(each["amount"] for each in line.get("discount_amounts") or ())
    taxes = line.get("taxes") or ()
    within = sum(each["amount"] for each in taxes if each.get("tax_behavior") == "inclusive")
    parent = line.get("parent") or {}
    return Item(
        position=place,
        description=_line(line.get("description") or "Item", 2_000),
        amount=from_stripe(line["amount"] - discounts - within, currency),
        tax=from_stripe(sum(each["amount"] for each in taxes), currency),
        recurring=parent.get("type") == "subscription_item_details",
    )


def _receipts(body: Body, paid: list[Body]) -> tuple[Receipt, ...]:
    found = [_receipt(each) for each in paid if each["status"] == "paid" and each["amount_paid"]]
    outside = body.get("amount_paid_off_stripe") or 0
    if outside:
        amount = from_stripe(outside, body["currency"])
        found.append(Receipt(f"{body['id']}:outside", amount, None, outside=True))
    return tuple(found)


def _receipt(payment: Body) -> Receipt:
    """What was paid by an intent, or by a payment Stripe only heard of."""
    made_by = payment["payment"]
    intent = made_by.get("payment_intent")
    named = intent["id"] if isinstance(intent, dict) else intent or payment["id"]
    metadata = intent.get("metadata") or {} if isinstance(intent, dict) else {}
    amount = from_stripe(payment["amount_paid"], payment["currency"])
    return Receipt(str(named), amount, metadata.get(PAYMENT_ID))


def _line(words: str, longest: int) -> str:
    """Words of somebody else's on one line, without secrets, never too long for their column."""
    return " ".join(mask(words.replace("\x00", " ")).text.split())[:longest]


def _day(seconds: int) -> date:
    try:
        return datetime.fromtimestamp(seconds, UTC).date()
    except (OverflowError, ValueError, OSError):
        raise GatewayRefusedError(f"{seconds} is no time") from None
