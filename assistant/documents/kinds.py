"""What types, states and ledger entries are called on documents, in the languages of ``words``."""

from assistant.billing.model import InvoiceStatus, InvoiceType
from assistant.documents.words import Words

TYPES = {
    "en": {
        InvoiceType.NEW: "New",
        InvoiceType.RECURRING: "Recurring",
        InvoiceType.ONE_TIME_CHARGE: "One-time charge",
        InvoiceType.CREDIT: "Credit",
        InvoiceType.REFUND: "Refund",
        InvoiceType.MANUAL_PAYMENT_CREDIT: "Payment credit",
    },
    "de": {
        InvoiceType.NEW: "Neu",
        InvoiceType.RECURRING: "Wiederkehrend",
        InvoiceType.ONE_TIME_CHARGE: "Einmalig",
        InvoiceType.CREDIT: "Gutschrift",
        InvoiceType.REFUND: "Erstattung",
        InvoiceType.MANUAL_PAYMENT_CREDIT: "Zahlungsgutschrift",
    },
    "fr": {
        InvoiceType.NEW: "Nouveau",
        InvoiceType.RECURRING: "Récurrente",
        InvoiceType.ONE_TIME_CHARGE: "Ponctuelle",
        InvoiceType.CREDIT: "Avoir",
        InvoiceType.REFUND: "Remboursement",
        InvoiceType.MANUAL_PAYMENT_CREDIT: "Avoir sur paiement",
    },
    "es": {
        InvoiceType.NEW: "Nueva",
        InvoiceType.RECURRING: "Recurrente",
        InvoiceType.ONE_TIME_CHARGE: "Cargo único",
        InvoiceType.CREDIT: "Crédito",
        InvoiceType.REFUND: "Reembolso",
        InvoiceType.MANUAL_PAYMENT_CREDIT: "Crédito por pago",
    },
}
"""What an invoice's type is called; ledger entries that bring one in are called the same."""

STATUSES = {
    "en": ("Open", "Closed", "Closed unpaid"),
    "de": ("Offen", "Abgeschlossen", "Unbezahlt abgeschlossen"),
    "fr": ("Ouverte", "Close", "Close sans paiement"),
    "es": ("Abierta", "Cerrada", "Cerrada sin pago"),
}
_MOVES = {
    "en": {
        "payment": "Payment",
        "received": "Payment received",
        "write_off": "Written off",
        "credit_applied": "Credit used",
        "paid_out": "Refund sent",
        "refunded": "Refunded",
        "return": "Payment returned",
    },
    "de": {
        "payment": "Zahlung",
        "received": "Zahlungseingang",
        "write_off": "Ausgebucht",
        "credit_applied": "Guthaben verwendet",
        "paid_out": "Erstattung gesendet",
        "refunded": "Erstattet",
        "return": "Rücklastschrift",
    },
    "fr": {
        "payment": "Paiement",
        "received": "Paiement reçu",
        "write_off": "Passée en perte",
        "credit_applied": "Avoir utilisé",
        "paid_out": "Remboursement envoyé",
        "refunded": "Remboursé",
        "return": "Paiement rejeté",
    },
    "es": {
        "payment": "Pago",
        "received": "Pago recibido",
        "write_off": "Dada de baja",
        "credit_applied": "Saldo a favor usado",
        "paid_out": "Reembolso enviado",
        "refunded": "Reembolsado",
        "return": "Pago devuelto",
    },
}
_KINDS = {each.value.lower(): each for each in InvoiceType}


def status_named(status: InvoiceStatus, words: Words) -> str:
    """Where an invoice stands."""
    return STATUSES[words.language][list(InvoiceStatus).index(status)]


def type_named(kind: InvoiceType, words: Words) -> str:
    """Why an invoice exists."""
    return TYPES[words.language][kind]


def move_named(kind: str, words: Words) -> str:
    """What a ledger entry did; one without a word of its own is told by its own name."""
    if kind in _KINDS:
        return TYPES[words.language][_KINDS[kind]]
    return _MOVES[words.language].get(kind) or kind.replace("_", " ").capitalize()
