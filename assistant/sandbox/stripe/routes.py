"""Every address the counterpart answers, with the wheel's name for its parameters."""

from collections import defaultdict
from collections.abc import Callable

from assistant.sandbox.stripe import (
    balance,
    charges,
    checkout,
    customers,
    disputes,
    endpoints,
    events,
    invoice_items,
    invoice_payments,
    invoices,
    payment_intents,
    payment_methods,
    portal,
    refunds,
    setup_intents,
)
from assistant.sandbox.stripe.problem import Body, no_such_address
from assistant.values import dataclass


@dataclass(frozen=True, slots=True)
class Route:
    """One operation: its handler takes the account, the checked parameters and the ids."""

    method: str
    path: str
    params: str
    handler: Callable[..., Body]


ROUTES = tuple(
    Route(*row)
    for row in (
        ("GET", "/v1/balance", "BalanceRetrieveParams", balance.retrieve),
        ("GET", "/v1/balance_transactions", "BalanceTransactionListParams",
         balance.find_transactions),
        ("GET", "/v1/balance_transactions/{transaction}", "BalanceTransactionRetrieveParams",
         balance.retrieve_transaction),
        ("POST", "/v1/billing_portal/sessions", "billing_portal.SessionCreateParams",
         portal.create),
        ("GET", "/v1/charges", "ChargeListParams", charges.find),
        ("GET", "/v1/charges/search", "ChargeSearchParams", charges.query),
        ("GET", "/v1/charges/{charge}", "ChargeRetrieveParams", charges.retrieve),
        ("POST", "/v1/checkout/sessions", "checkout.SessionCreateParams", checkout.create),
        ("GET", "/v1/checkout/sessions", "checkout.SessionListParams", checkout.find),
        ("GET", "/v1/checkout/sessions/{session}", "checkout.SessionRetrieveParams",
         checkout.retrieve),
        ("POST", "/v1/checkout/sessions/{session}", "checkout.SessionUpdateParams",
         checkout.update),
        ("POST", "/v1/checkout/sessions/{session}/expire", "checkout.SessionExpireParams",
         checkout.expire),
        ("GET", "/v1/checkout/sessions/{session}/line_items", "checkout.SessionLineItemListParams",
         checkout.line_items),
        ("POST", "/v1/customers", "CustomerCreateParams", customers.create),
        ("GET", "/v1/customers", "CustomerListParams", customers.find),
        ("GET", "/v1/customers/search", "CustomerSearchParams", customers.query),
        ("GET", "/v1/customers/{customer}", "CustomerRetrieveParams", customers.retrieve),
        ("POST", "/v1/customers/{customer}", "CustomerUpdateParams", customers.update),
        ("DELETE", "/v1/customers/{customer}", "CustomerDeleteParams", customers.delete),
        ("GET", "/v1/customers/{customer}/payment_methods", "CustomerPaymentMethodListParams",
         payment_methods.find_of_customer),
        ("GET", "/v1/customers/{customer}/payment_methods/{payment_method}",
         "CustomerPaymentMethodRetrieveParams", payment_methods.retrieve_of_customer),
        ("GET", "/v1/disputes", "DisputeListParams", disputes.find),
        ("GET", "/v1/disputes/{dispute}", "DisputeRetrieveParams", disputes.retrieve),
        ("POST", "/v1/disputes/{dispute}/close", "DisputeCloseParams", disputes.close),
        ("GET", "/v1/events", "EventListParams", events.find),
        ("GET", "/v1/events/{id}", "EventRetrieveParams", events.retrieve),
        ("POST", "/v1/invoiceitems", "InvoiceItemCreateParams", invoice_items.create),
        ("GET", "/v1/invoiceitems", "InvoiceItemListParams", invoice_items.find),
        ("GET", "/v1/invoiceitems/{invoiceitem}", "InvoiceItemRetrieveParams",
         invoice_items.retrieve),
        ("GET", "/v1/invoice_payments", "InvoicePaymentListParams", invoice_payments.find),
        ("GET", "/v1/invoice_payments/{invoice_payment}", "InvoicePaymentRetrieveParams",
         invoice_payments.retrieve),
        ("POST", "/v1/invoices", "InvoiceCreateParams", invoices.create),
        ("GET", "/v1/invoices", "InvoiceListParams", invoices.find),
        ("GET", "/v1/invoices/search", "InvoiceSearchParams", invoices.query),
        ("GET", "/v1/invoices/{invoice}", "InvoiceRetrieveParams", invoices.retrieve),
        ("POST", "/v1/invoices/{invoice}", "InvoiceUpdateParams", invoices.update),
        ("DELETE", "/v1/invoices/{invoice}", "InvoiceDeleteParams", invoices.delete),
        ("POST", "/v1/invoices/{invoice}/attach_payment", "InvoiceAttachPaymentParams",
         invoice_payments.attach),
        ("POST", "/v1/invoices/{invoice}/finalize", "InvoiceFinalizeInvoiceParams",
         invoices.finalize),
        ("GET", "/v1/invoices/{invoice}/lines", "InvoiceLineItemListParams", invoices.lines),
        ("POST", "/v1/invoices/{invoice}/mark_uncollectible", "InvoiceMarkUncollectibleParams",
         invoices.mark_uncollectible),
        ("POST", "/v1/invoices/{invoice}/pay", "InvoicePayParams", invoices.pay),
        ("POST", "/v1/invoices/{invoice}/send", "InvoiceSendInvoiceParams", invoices.send),
        ("POST", "/v1/invoices/{invoice}/void", "InvoiceVoidInvoiceParams", invoices.void),
        ("POST", "/v1/payment_intents", "PaymentIntentCreateParams", payment_intents.create),
        ("GET", "/v1/payment_intents", "PaymentIntentListParams", payment_intents.find),
        ("GET", "/v1/payment_intents/search", "PaymentIntentSearchParams", payment_intents.query),
        ("GET", "/v1/payment_intents/{intent}", "PaymentIntentRetrieveParams",
         payment_intents.retrieve),
        ("POST", "/v1/payment_intents/{intent}", "PaymentIntentUpdateParams",
         payment_intents.update),
        ("POST", "/v1/payment_intents/{intent}/cancel", "PaymentIntentCancelParams",
         payment_intents.cancel),
        ("POST", "/v1/payment_intents/{intent}/capture", "PaymentIntentCaptureParams",
         payment_intents.capture),
        ("POST", "/v1/payment_intents/{intent}/confirm", "PaymentIntentConfirmParams",
         payment_intents.confirm),
        ("POST", "/v1/payment_methods", "PaymentMethodCreateParams", payment_methods.create),
        ("GET", "/v1/payment_methods", "PaymentMethodListParams", payment_methods.find),
        ("GET", "/v1/payment_methods/{payment_method}", "PaymentMethodRetrieveParams",
         payment_methods.retrieve),
        ("POST", "/v1/payment_methods/{payment_method}", "PaymentMethodUpdateParams",
         payment_methods.update),
        ("POST", "/v1/payment_methods/{payment_method}/attach", "PaymentMethodAttachParams",
         payment_methods.attach),
        ("POST", "/v1/payment_methods/{payment_method}/detach", "PaymentMethodDetachParams",
         payment_methods.detach),
        ("POST", "/v1/refunds", "RefundCreateParams", refunds.create),
        ("GET", "/v1/refunds", "RefundListParams", refunds.find),
        ("GET", "/v1/refunds/{refund}", "RefundRetrieveParams", refunds.retrieve),
        ("POST", "/v1/refunds/{refund}", "RefundUpdateParams", refunds.update),
        ("POST", "/v1/setup_intents", "SetupIntentCreateParams", setup_intents.create),
        ("GET", "/v1/setup_intents", "SetupIntentListParams", setup_intents.find),
        ("GET", "/v1/setup_intents/{intent}", "SetupIntentRetrieveParams",
         setup_intents.retrieve),
        ("POST", "/v1/setup_intents/{intent}", "SetupIntentUpdateParams", setup_intents.update),
        ("POST", "/v1/setup_intents/{intent}/cancel", "SetupIntentCancelParams",
         setup_intents.cancel),
        ("POST", "/v1/setup_intents/{intent}/confirm", "SetupIntentConfirmParams",
         setup_intents.confirm),
        ("POST", "/v1/setup_intents/{intent}/verify_microdeposits",
         "SetupIntentVerifyMicrodepositsParams", setup_intents.verify),
        ("GET", "/v1/webhook_endpoints", "WebhookEndpointListParams", endpoints.find),
    )
)  # fmt: skip

_BY_SHAPE: defaultdict[tuple[str, int], list[tuple[list[str], Route]]] = defaultdict(list)
for _route in ROUTES:
    _steps = _route.path.split("/")
    _BY_SHAPE[_route.method, len(_steps)].append((_steps, _route))


def find(method: str, path: str) -> tuple[Route, dict[str, str]]:
    """Return the route of an address and the ids in it; Stripe's 404 when there is none."""
    steps = path.split("/")
    for template, route in _BY_SHAPE.get((method, len(steps)), ()):
        ids: dict[str, str] = {}
        for part, step in zip(template, steps, strict=True):
            if part.startswith("{"):
                ids[part[1:-1]] = step
            elif part != step:
                break
        else:
            return route, ids
    raise no_such_address(method, path)
