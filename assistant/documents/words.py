"""The words printed on documents, in the languages they are printed in."""

from assistant.values import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """One language's words; ``{…}`` is filled in."""

    language: str
    invoice: str
    credit_note: str
    receipt: str
    statement: str
    preliminary: str
    preliminary_meaning: str
    billed_to: str
    account: str
    number: str
    issued: str
    due: str
    type: str
    status: str
    po_number: str
    line: str
    item: str
    amount: str
    tax: str
    total: str
    taxes: str
    rate: str
    recurring: str
    one_time: str
    recurring_tax: str
    one_time_tax: str
    received: str
    open: str
    payments: str
    date: str
    what: str
    method: str
    reference: str
    paid_by: str
    elsewhere: str
    to_credit: str
    refunded: str
    period: str
    opening: str
    closing: str
    balance: str
    nothing_moved: str
    by_wire: str
    name: str
    scan: str
    free_items: str
    currency: str
    invoices: str
    items: str
    seller_tax_id: str


ENGLISH = Words(
    language="en",
    invoice="Invoice {number}",
    credit_note="Credit note {number}",
    receipt="Receipt",
    statement="Account statement",
    preliminary="PRELIMINARY",
    preliminary_meaning="It is open: payments and credits still change what is due.",
    billed_to="Billed to",
    account="Account",
    number="Number",
    issued="Issued",
    due="Due",
    type="Type",
    status="Status",
    po_number="Purchase order",
    line="Line",
    item="Item",
    amount="Amount",
    tax="Tax",
    total="Total",
    taxes="Taxes",
    rate="Rate",
    recurring="Recurring",
    one_time="One-time",
    recurring_tax="Tax on recurring",
    one_time_tax="Tax on one-time",
    received="Received",
    open="Open",
    payments="Payments",
    date="Date",
    what="What",
    method="Paid with",
    reference="Reference",
    paid_by="Paid by",
    elsewhere="Bank or other",
    to_credit="Kept as your credit",
    refunded="Refunded",
    period="Period",
    opening="Opening balance",
    closing="Closing balance",
    balance="Balance",
    nothing_moved="Nothing was billed or paid in this period.",
    by_wire="Paying by wire",
    name="Name",
    scan="Scan to pay",
    free_items="{count} items without a charge are not listed.",
    currency="Currency",
    invoices="Invoices",
    items="Items",
    seller_tax_id="Tax ID {id}",
)
GERMAN = Words(
    language="de",
    invoice="Rechnung {number}",
    credit_note="Gutschrift {number}",
    receipt="Quittung",
    statement="Kontoauszug",
    preliminary="VORLÄUFIG",
    preliminary_meaning="Sie ist offen: Zahlungen und Gutschriften ändern noch, was zu zahlen ist.",
    billed_to="Rechnungsempfänger",
    account="Konto",
    number="Nummer",
    issued="Ausgestellt",
    due="Fällig",
    type="Art",
    status="Stand",
    po_number="Bestellnummer",
    line="Pos.",
    item="Leistung",
    amount="Betrag",
    tax="Steuer",
    total="Summe",
    taxes="Steuern",
    rate="Satz",
    recurring="Wiederkehrend",
    one_time="Einmalig",
    recurring_tax="Steuer auf Wiederkehrendes",
    one_time_tax="Steuer auf Einmaliges",
    received="Eingegangen",
    open="Offen",
    payments="Zahlungen",
    date="Datum",
    what="Vorgang",
    method="Bezahlt mit",
    reference="Referenz",
    paid_by="Bezahlt von",
    elsewhere="Bank oder anderes",
    to_credit="Als Guthaben behalten",
    refunded="Erstattet",
    period="Zeitraum",
    opening="Anfangssaldo",
    closing="Endsaldo",
    balance="Saldo",
    nothing_moved="In diesem Zeitraum wurde nichts berechnet oder bezahlt.",
    by_wire="Zahlung per Überweisung",
    name="Name",
    scan="Zum Bezahlen scannen",
    free_items="{count} Positionen ohne Berechnung sind nicht aufgeführt.",
    currency="Währung",
    invoices="Rechnungen",
    items="Positionen",
    seller_tax_id="Steuernummer {id}",
)
FRENCH = Words(
    language="fr",
    invoice="Facture {number}",
    credit_note="Avoir {number}",
    receipt="Reçu",
    statement="Relevé de compte",
    preliminary="PROVISOIRE",
    preliminary_meaning="Elle est encore ouverte et peut changer jusqu’à sa clôture.",
    billed_to="Facturé à",
    account="Compte",
    number="Numéro",
    issued="Émise le",
    due="Échéance",
    type="Type",
    status="État",
    po_number="Bon de commande",
    line="Ligne",
    item="Prestation",
    amount="Montant",
    tax="Taxe",
    total="Total",
    taxes="Taxes",
    rate="Taux",
    recurring="Récurrent",
    one_time="Ponctuel",
    recurring_tax="Taxe sur le récurrent",
    one_time_tax="Taxe sur le ponctuel",
    received="Reçu",
    open="Reste dû",
    payments="Paiements",
    date="Date",
    what="Opération",
    method="Payé par",
    reference="Référence",
    paid_by="Payé par",
    elsewhere="Banque ou autre",
    to_credit="Conservé en avoir",
    refunded="Remboursé",
    period="Période",
    opening="Solde initial",
    closing="Solde final",
    balance="Solde",
    nothing_moved="Rien n’a été facturé ni payé pendant cette période.",
    by_wire="Payer par virement",
    name="Nom",
    scan="Scanner pour payer",
    free_items="{count} lignes sans frais ne sont pas affichées.",
    currency="Devise",
    invoices="Factures",
    items="Lignes",
    seller_tax_id="N° de TVA {id}",
)
SPANISH = Words(
    language="es",
    invoice="Factura {number}",
    credit_note="Nota de crédito {number}",
    receipt="Recibo",
    statement="Estado de cuenta",
    preliminary="PRELIMINAR",
    preliminary_meaning="Sigue abierta y puede cambiar hasta su cierre.",
    billed_to="Facturado a",
    account="Cuenta",
    number="Número",
    issued="Emitida",
    due="Vence",
    type="Tipo",
    status="Estado",
    po_number="Orden de compra",
    line="Línea",
    item="Concepto",
    amount="Importe",
    tax="Impuesto",
    total="Total",
    taxes="Impuestos",
    rate="Tasa",
    recurring="Recurrente",
    one_time="Único",
    recurring_tax="Impuesto sobre lo recurrente",
    one_time_tax="Impuesto sobre lo único",
    received="Recibido",
    open="Pendiente",
    payments="Pagos",
    date="Fecha",
    what="Operación",
    method="Pagado con",
    reference="Referencia",
    paid_by="Pagado por",
    elsewhere="Banco u otro",
    to_credit="Guardado como saldo a favor",
    refunded="Reembolsado",
    period="Período",
    opening="Saldo inicial",
    closing="Saldo final",
    balance="Saldo",
    nothing_moved="No se facturó ni pagó nada en este período.",
    by_wire="Pagar por transferencia",
    name="Nombre",
    scan="Escanear para pagar",
    free_items="{count} líneas sin cargo no se muestran.",
    currency="Moneda",
    invoices="Facturas",
    items="Líneas",
    seller_tax_id="NIF {id}",
)

LANGUAGES = {each.language: each for each in (ENGLISH, GERMAN, FRENCH, SPANISH)}


def words_for(locale: str) -> Words:
    """The reader's language, or English where documents are not printed in it."""
    return LANGUAGES.get(locale.replace("-", "_").partition("_")[0].lower(), ENGLISH)
