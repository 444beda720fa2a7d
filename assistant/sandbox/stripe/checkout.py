"""Checkout sessions: a hosted page to pay on, or to save a payment method on."""

from assistant.sandbox.stripe import currency, setup_intents
from assistant.sandbox.stripe.account import Account, merge_metadata
from assistant.sandbox.stripe.listing import inner, matching, page
from assistant.sandbox.stripe.problem import ApiError, Body, invalid

_SHORTEST, _LONGEST = 30 * 60, 24 * 3600
_AS_GIVEN = (
    "cancel_url", "client_reference_id", "custom_text", "customer_email", "locale",
    "submit_type", "success_url",
)  # fmt: skip


def create(account: Account, params: Body) -> Body:
    """Open a session; only what the hosted page of the sandbox can do is accepted."""
    mode = params.get("mode", "payment")
    if mode == "subscription" or params.get("ui_mode", "hosted_page") != "hosted_page":
        raise invalid("The sandbox has hosted pages for payment and setup only.", param="mode")
    if "success_url" not in params:
        raise _missing("success_url")
    if customer := params.get("customer"):
        account.referred("customer", customer)
    expires_at = _expiry(account, params)
    session = _new(account, params, mode, expires_at)
    if mode == "payment":
        _add_items(account, session, params)
    else:
        _add_setup(account, session, params)
    if "allowed_payment_method_types" not in params:
        session["payment_method_types"] = currency.payment_types(session["currency"])
    return account.add(session)


def _expiry(account: Account, params: Body) -> int:
    now = account.now()
    expires_at = int(params.get("expires_at", now + _LONGEST))
    # A minute's grace: the caller's clock read "now" before ours did.
    if not now + _SHORTEST - 60 <= expires_at <= now + _LONGEST + 60:
        bound = "at least 30 minutes" if expires_at < now + _SHORTEST else "less than 24 hours"
        raise invalid(
            f"The `expires_at` timestamp must be {bound} from Checkout Session creation.",
            param="expires_at",
        )
    return expires_at


def _new(account: Account, params: Body, mode: str, expires_at: int) -> Body:
    session_id = account.new_id("cs_test")
    account.secret_of(session_id)["intent"] = params.get("payment_intent_data", {})
    given = {name: params.get(name) for name in _AS_GIVEN}
    return {
        **given,
        "id": session_id,
        "object": "checkout.session",
        "after_expiration": None,
        "allow_promotion_codes": None,
        "allowed_payment_method_types": params.get("allowed_payment_method_types"),
        "amount_subtotal": None,
        "amount_total": None,
        "automatic_tax": {"enabled": False, "liability": None, "provider": None, "status": None},
        "billing_address_collection": params.get("billing_address_collection"),
        "client_secret": None,
        "consent": None,
        "created": account.now(),
        "currency": params.get("currency"),
        "custom_fields": [],
        "custom_text": given["custom_text"] or {},
        "customer": params.get("customer"),
        "customer_creation": "if_required" if mode == "payment" else None,
        "customer_details": _details(account, params),
        "expires_at": expires_at,
        "invoice": None,
        "livemode": False,
        "metadata": params.get("metadata", {}),
        "mode": mode,
        "payment_intent": None,
        "payment_link": None,
        "payment_method_collection": "if_required" if mode == "payment" else "always",
        "payment_method_types": params.get("allowed_payment_method_types") or ["card"],
        "payment_status": "unpaid" if mode == "payment" else "no_payment_required",
        "recovered_from": None,
        "setup_intent": None,
        "shipping_cost": None,
        "shipping_options": [],
        "status": "open",
        "subscription": None,
        "total_details": {"amount_discount": 0, "amount_shipping": 0, "amount_tax": 0},
        "ui_mode": "hosted_page",
        "url": f"{account.url}/c/pay/{session_id}",
    }


def _details(account: Account, params: Body) -> Body | None:
    customer = account.find("customer", params.get("customer", "")) or {}
    email = customer.get("email") or params.get("customer_email")
    if not customer and not email:
        return None
    names = ("address", "name", "phone", "tax_exempt")
    return {**{name: customer.get(name) for name in names}, "email": email, "tax_ids": None}


def _add_items(account: Account, session: Body, params: Body) -> None:
    if not params.get("line_items"):
        raise _missing("line_items")
    items = [_item(account, given, n) for n, given in enumerate(params["line_items"])]
    codes = {item["currency"] for item in items}
    if len(codes) > 1:
        raise invalid("All line items must have the same currency.", param="line_items")
    total = sum(item["amount_total"] for item in items)
    session.update(amount_subtotal=total, amount_total=total, currency=codes.pop())
    currency.check_charge(total, session["currency"])
    account.secret_of(session["id"])["items"] = items


def _item(account: Account, given: Body, position: int) -> Body:
    name = f"line_items[{position}][price_data]"
    if "price_data" not in given:
        raise invalid("The sandbox has no products: give price_data.", param=name)
    price = given["price_data"]
    if "unit_amount" not in price or "product_data" not in price:
        raise _missing(f"{name}[{'product_data' if 'unit_amount' in price else 'unit_amount'}]")
    quantity = given.get("quantity", 1)
    amount = price["unit_amount"] * quantity
    return {
        "id": account.new_id("li"),
        "object": "item",
        "amount_discount": 0,
        "amount_subtotal": amount,
        "amount_tax": 0,
        "amount_total": amount,
        "currency": currency.normal(price["currency"]),
        "description": price["product_data"]["name"],
        "metadata": {},
        "price": None,
        "quantity": quantity,
    }


def _add_setup(account: Account, session: Body, params: Body) -> None:
    if not params.get("currency") and not params.get("allowed_payment_method_types"):
        raise _missing("currency")
    data = params.get("setup_intent_data", {})
    wanted = {"description": data.get("description"), "metadata": data.get("metadata", {})}
    if session["customer"]:
        wanted["customer"] = session["customer"]
    session["setup_intent"] = setup_intents.create(account, wanted)["id"]


def _missing(name: str) -> ApiError:
    return invalid(f"Missing required param: {name}.", param=name, code="parameter_missing")


def retrieve(account: Account, params: Body, session: str) -> Body:
    """Return a session, expired when its time is over."""
    return current(account, session)


def current(account: Account, session_id: str) -> Body:
    """Return the session as of now: reading it late is what expires it here."""
    found = account.named("checkout.session", session_id)
    if found["status"] == "open" and found["expires_at"] <= account.now():
        _expire(account, found)
    return found


def expire(account: Account, params: Body, session: str) -> Body:
    """Close an open session, so that nobody can pay on it any more."""
    found = current(account, session)
    if found["status"] != "open":
        raise invalid(
            'Only Checkout Sessions with a status in ["open"] can be expired. This Checkout '
            f"Session has a status of {found['status']}."
        )
    return _expire(account, found)


def _expire(account: Account, session: Body) -> Body:
    session.update(status="expired", url=None)
    account.emit("checkout.session.expired", session)
    return session


def update(account: Account, params: Body, session: str) -> Body:
    """Change a session's metadata."""
    found = current(account, session)
    merge_metadata(found, params.get("metadata"))
    return found


def find(account: Account, params: Body) -> Body:
    """List sessions as of now, by customer, payment intent or status."""
    for session in list(account.all("checkout.session")):
        current(account, session["id"])
    rows = matching(account.all("checkout.session"), params, "customer", "payment_intent", "status")
    return page(rows, params, "/v1/checkout/sessions")


def line_items(account: Account, params: Body, session: str) -> Body:
    """List what is paid for."""
    account.named("checkout.session", session)
    return inner(items_of(account, session), f"/v1/checkout/sessions/{session}/line_items")


def items_of(account: Account, session_id: str) -> list[Body]:
    """Return the items of a session; none when it only saves a payment method."""
    items: list[Body] = account.secret_of(session_id).get("items", [])
    return items
