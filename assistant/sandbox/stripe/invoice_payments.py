"""Which payment intents pay which invoices, and how much of them."""

from assistant.sandbox.stripe import payment_intents
from assistant.sandbox.stripe.account import Account
from assistant.sandbox.stripe.listing import matching, page
from assistant.sandbox.stripe.problem import Body, invalid


def open_default(account: Account, invoice: Body) -> Body:
    """Prepare the intent that pays the invoice by itself."""
    intent = payment_intents.create(
        account,
        {
            "amount": invoice["amount_remaining"],
            "currency": invoice["currency"],
            "customer": invoice["customer"],
            "description": f"Payment for Invoice {invoice['number']}",
        },
    )
    return _link(account, invoice, intent, is_default=True)


def _link(account: Account, invoice: Body, intent: Body, *, is_default: bool) -> Body:
    account.secret_of(intent["id"])["invoice"] = invoice["id"]
    payment: Body = {
        "id": account.new_id("inpay"),
        "object": "invoice_payment",
        "amount_paid": None,
        "amount_requested": intent["amount"],
        "created": account.now(),
        "currency": invoice["currency"],
        "invoice": invoice["id"],
        "is_default": is_default,
        "livemode": False,
        "payment": {"payment_intent": intent["id"], "type": "payment_intent"},
        "status": "open",
        "status_transitions": {"canceled_at": None, "paid_at": None},
    }
    return account.add(payment)


def default_intent(account: Account, invoice: Body) -> Body:
    """Return the invoice's own intent, for as much as is left to pay now."""
    payment = next(row for row in _of(account, invoice) if row["is_default"])
    intent = account.referred("payment_intent", payment["payment"]["payment_intent"])
    intent["amount"] = payment["amount_requested"] = invoice["amount_remaining"]
    return intent


def attach(account: Account, params: Body, invoice: str) -> Body:
    """Let another intent pay a part, or all, of an open invoice."""
    found = account.named("invoice", invoice)
    if "payment_intent" not in params:
        raise invalid("The sandbox attaches payment intents only.", param="payment_intent")
    intent = account.referred("payment_intent", params["payment_intent"], param="payment_intent")
    if found["status"] not in ("open", "uncollectible"):
        raise invalid(f"Payments can't be attached to an invoice that is {found['status']}.")
    if intent["currency"] != found["currency"] or intent["customer"] != found["customer"]:
        raise invalid(
            "The PaymentIntent must have the invoice's currency and customer.",
            param="payment_intent",
        )
    if intent["status"] == "canceled" or _linked(account, intent):
        raise invalid(
            "This PaymentIntent is canceled or belongs to an invoice already.",
            param="payment_intent",
        )
    _link(account, found, intent, is_default=False)
    follow(account, intent)
    return found


def _linked(account: Account, intent: Body) -> str | None:
    linked: str | None = account.state.private.get(intent["id"], {}).get("invoice")
    return linked


def follow(account: Account, intent: Body) -> None:
    """Count a payment that succeeded towards its invoice; others are left alone."""
    invoice_id = _linked(account, intent)
    if invoice_id is None or intent["status"] != "succeeded":
        return
    invoice = account.referred("invoice", invoice_id)
    for payment in _of(account, invoice):
        mine = payment["payment"]["payment_intent"] == intent["id"]
        if mine and payment["status"] == "open":
            _count(account, invoice, payment, intent["amount_received"])


def _count(account: Account, invoice: Body, payment: Body, amount: int) -> None:
    payment.update(amount_paid=amount, status="paid")
    payment["status_transitions"]["paid_at"] = account.now()
    account.emit("invoice_payment.paid", payment)
    invoice["amount_paid"] += amount
    invoice["amount_remaining"] = max(invoice["amount_due"] - invoice["amount_paid"], 0)
    invoice["amount_overpaid"] = max(invoice["amount_paid"] - invoice["amount_due"], 0)
    if invoice["amount_remaining"] == 0:
        close(account, invoice)
    else:
        account.emit("invoice.updated", invoice, {"amount_paid": invoice["amount_paid"] - amount})


def close(account: Account, invoice: Body) -> None:
    """Mark an invoice as paid."""
    invoice.update(amount_remaining=0, attempted=True, status="paid")
    invoice["status_transitions"]["paid_at"] = account.now()
    cancel_open(account, invoice)
    account.emit("invoice.paid", invoice)
    account.emit("invoice.payment_succeeded", invoice)


def cancel_open(account: Account, invoice: Body) -> None:
    """Cancel what the invoice does not wait for any more."""
    for payment in _of(account, invoice):
        if payment["status"] == "open":
            payment["status"] = "canceled"
            payment["status_transitions"]["canceled_at"] = account.now()
            intent = account.referred("payment_intent", payment["payment"]["payment_intent"])
            if payment["is_default"] and intent["status"] != "succeeded":
                intent.update(status="canceled", cancellation_reason="void_invoice")
                account.emit("payment_intent.canceled", intent)


def _of(account: Account, invoice: Body) -> list[Body]:
    return [row for row in account.all("invoice_payment") if row["invoice"] == invoice["id"]]


def retrieve(account: Account, params: Body, invoice_payment: str) -> Body:
    """Return one invoice payment."""
    return account.named("invoice_payment", invoice_payment)


def find(account: Account, params: Body) -> Body:
    """List invoice payments, by invoice, status or payment intent."""
    rows = matching(account.all("invoice_payment"), params, "invoice", "status")
    if wanted := params.get("payment", {}).get("payment_intent"):
        rows = (row for row in rows if row["payment"]["payment_intent"] == wanted)
    return page(rows, params, "/v1/invoice_payments")
