"""Everything else that can be asked, in the words of people."""

from datetime import date
from decimal import Decimal

import pytest

from assistant.command import (
    AddMethod,
    Amount,
    AskPerson,
    Balance,
    Cancel,
    Choose,
    Confirm,
    ExplainInvoice,
    GetDocument,
    Help,
    InvoiceState,
    ListInvoices,
    ListMethods,
    NotUnderstood,
    PaymentHistory,
    PaymentStatus,
    RemoveMethod,
    SendLink,
    SetBackupMethod,
    SetDefaultMethod,
    ShowInvoice,
    ShowItem,
    ShowSpending,
    ShowSummary,
    ShowWire,
    SwitchAccount,
    TurnPage,
)
from assistant.command.contacts import SetTold, ShowContacts, Told
from assistant.command.reminding import DisputeInvoice, MuteInvoice, Prefer, Promise, SayPaid
from assistant.understand import almost_a_number, read

TODAY = date(2026, 11, 22)
OPEN, PAID, OVERDUE = InvoiceState.OPEN, InvoiceState.PAID, InvoiceState.OVERDUE
OFFER = "off_0123456789abcdef0123456789abcdef"


def command(text, locale="en"):
    return read(text, today=TODAY, locale=locale).command


def amount(text, *readings, currencies=()):
    return Amount(text=text, readings=tuple(map(Decimal, readings)), currencies=currencies)


REQUESTS = {
    "show my invoices": ListInvoices(),
    "invoices": ListInvoices(),
    "my invoices please": ListInvoices(),
    "Can I see my invoices?": ListInvoices(),
    "what invoices do we have?": ListInvoices(),
    "show my open invoices": ListInvoices(state=OPEN),
    "open invoices": ListInvoices(state=OPEN),
    "unpaid": ListInvoices(state=OPEN),
    "outstanding": ListInvoices(state=OPEN),
    "I'd like to see our unpaid bills": ListInvoices(state=OPEN),
    "which bills are still unpaid?": ListInvoices(state=OPEN),
    "overdue": ListInvoices(state=OVERDUE),
    "what's overdue?": ListInvoices(state=OVERDUE),
    "show me what's overdue": ListInvoices(state=OVERDUE),
    "do we have any overdue invoices?": ListInvoices(state=OVERDUE),
    "could you list all of our past due bills please?": ListInvoices(state=OVERDUE),
    "paid ones": ListInvoices(state=PAID),
    "list paid invoices in March": ListInvoices(
        state=PAID, since=date(2026, 3, 1), before=date(2026, 4, 1)
    ),
    "show my invoices since March": ListInvoices(since=date(2026, 3, 1)),
    "invoices since 2026-03-05": ListInvoices(since=date(2026, 3, 5)),
    "invoices after 2026-03-05": ListInvoices(since=date(2026, 3, 6)),
    "invoices before 2026": ListInvoices(before=date(2026, 1, 1)),
    "invoices until 31 March 2026": ListInvoices(before=date(2026, 4, 1)),
    "invoices between March and May": ListInvoices(since=date(2026, 3, 1), before=date(2026, 6, 1)),
    "show me all invoices from last month": ListInvoices(
        since=date(2026, 10, 1), before=date(2026, 11, 1)
    ),
    "invoices for Q3": ListInvoices(since=date(2026, 7, 1), before=date(2026, 10, 1)),
    "invoices over 500": ListInvoices(over=amount("500", "500")),
    "open invoices over 1.000": ListInvoices(state=OPEN, over=amount("1.000", "1.000", "1000")),
    "bills under 1,000.50 EUR": ListInvoices(
        under=amount("1,000.50 eur", "1000.50", currencies=("EUR",))
    ),
    "invoices between 100 and 500": ListInvoices(
        over=amount("100", "100"), under=amount("500", "500")
    ),
    "show my invoices overdue since March over 500": ListInvoices(
        state=OVERDUE, since=date(2026, 3, 1), over=amount("500", "500")
    ),
    "show recurring invoices": ListInvoices(type="RECURRING"),
    "invoices of type credit": ListInvoices(type="CREDIT"),
    "one-time invoices": ListInvoices(type="ONE-TIME-CHARGE"),
    "show my invoices page 2": ListInvoices(page=2),
    "credit notes": ListInvoices(type="CREDIT"),
    "show my credit notes since March": ListInvoices(type="CREDIT", since=date(2026, 3, 1)),
    "one-time charges": ListInvoices(type="ONE-TIME-CHARGE"),
    "show me last year's invoices": ListInvoices(since=date(2025, 1, 1), before=date(2026, 1, 1)),
    "show my open March invoices": ListInvoices(
        state=OPEN, since=date(2026, 3, 1), before=date(2026, 4, 1)
    ),
    "2025 invoices": ListInvoices(since=date(2025, 1, 1), before=date(2026, 1, 1)),
    "may invoices": ListInvoices(since=date(2026, 5, 1), before=date(2026, 6, 1)),
    "may I see my invoices": ListInvoices(),
    "invoices between January and March 2025": ListInvoices(
        since=date(2025, 1, 1), before=date(2025, 4, 1)
    ),
    "invoices between November and February 2026": ListInvoices(
        since=date(2025, 11, 1), before=date(2026, 3, 1)
    ),
    "invoices from March 2025 to May": ListInvoices(
        since=date(2025, 3, 1), before=date(2025, 6, 1)
    ),
    "invoices from 1 to 15 March 2025": ListInvoices(
        since=date(2025, 3, 1), before=date(2025, 3, 16)
    ),
    "is anything overdue?": ListInvoices(state=OVERDUE),
    "show my invoices for Acme EU": ListInvoices(account="Acme EU"),
    "For Acme EU: show my invoices": ListInvoices(account="Acme EU"),
    "show my invoices sorted by amount": ListInvoices(refused=("sorted by amount",)),
    "invoices with status disputed": ListInvoices(refused=("disputed",)),
    "show my blue invoices": ListInvoices(refused=("blue",)),
    "invoices at least 500": ListInvoices(refused=("at least 500",)),
    "open and paid invoices": ListInvoices(state=OPEN, refused=("paid",)),
    "invoice 123": ShowInvoice(number="123"),
    "#123": ShowInvoice(number="123"),
    "INV-000124": ShowInvoice(number="124"),
    "show invoice no. 123": ShowInvoice(number="123"),
    "show 123": ShowInvoice(number="123"),
    "open invoice 123": ShowInvoice(number="123"),
    "items on 123": ShowInvoice(number="123"),
    "show line items for INV-123": ShowInvoice(number="123"),
    "details of invoice 123": ShowInvoice(number="123"),
    "what's on invoice 123?": ShowInvoice(number="123"),
    "what is line 4 on 123": ShowItem(number="123", position=4),
    "what's line 4 of invoice 123?": ShowItem(number="123", position=4),
    "show me item 12 on #123": ShowItem(number="123", position=12),
    "invoice 123, line 4": ShowItem(number="123", position=4),
    "line 0 on 123": ShowInvoice(number="123"),
    "why is 123 so high?": ExplainInvoice(number="123"),
    "why was invoice 123 more expensive": ExplainInvoice(number="123"),
    "why is my bill 123 higher than last month?": ExplainInvoice(number="123"),
    "compare 123 with the previous one": ExplainInvoice(number="123"),
    "what changed on invoice 123?": ExplainInvoice(number="123"),
    "what is 123": ShowInvoice(number="123"),
    "more": TurnPage(to="more"),
    "show me more": TurnPage(to="more"),
    "next page": TurnPage(to="more"),
    "back": TurnPage(to="back"),
    "previous page": TurnPage(to="back"),
    "show my invoices in detail": ListInvoices(projection="detail"),
    "show overdue invoices in detail page 3": ListInvoices(
        state=OVERDUE, projection="detail", page=3
    ),
    "show my invoices page 2 after invoice 111": ListInvoices(page=2, after="111"),
    "show paid invoices page 1 before invoice 120": ListInvoices(
        state=PAID, page=1, ahead_of="120"
    ),
    "what will I pay next month?": ShowSummary(),
    "how much will we be charged next month": ShowSummary(),
    "what's my next invoice?": ShowSummary(),
    "show me a billing summary": ShowSummary(),
    "how much did we spend per month?": ShowSpending(),
    "How much have we paid each month this year": ShowSpending(year="this"),
    "show me our monthly costs in 2025": ShowSpending(year="2025"),
    "spending by month last year": ShowSpending(year="last"),
    "account overview": ShowSummary(),
    "when is invoice 123 due?": ShowInvoice(number="123"),
    "help with invoice 123": ShowInvoice(number="123"),
    "balance": Balance(),
    "what do I owe": Balance(),
    "what do we owe?": Balance(),
    "How much do we owe you?": Balance(),
    "summary": ShowSummary(),
    "what's due?": Balance(),
    "is anything due?": Balance(),
    "do we have anything outstanding": Balance(),
    "show my balance": Balance(),
    "balance for Acme EU": Balance(account="Acme EU"),
    "what do we owe in Acme EU?": Balance(account="Acme EU"),
    "what do we owe in acme eu": Balance(account="acme eu"),
    "what do we owe right now at Acme EU": Balance(account="Acme EU"),
    "what do we owe in Acme EU right now?": Balance(account="Acme EU"),
    "balance for Bank of America": Balance(account="Bank of America"),
    "what do we owe in total": Balance(),
    "whats our balance": Balance(),
    "open invoices at Acme EU": ListInvoices(state=OPEN, account="Acme EU"),
    "invoices over 500 in Acme EU": ListInvoices(over=amount("500", "500"), account="Acme EU"),
    "open invoices in acme eu": ListInvoices(state=OPEN, refused=("in acme eu",)),
    "payment history of Acme EU": PaymentHistory(account="Acme EU"),
    "items of invoice 123 in Acme EU": ShowInvoice(number="123", account="Acme EU"),
    "status of 123 at Acme": PaymentStatus(number="123", account="Acme"),
    "show my invoices\n\nAnn": ListInvoices(),
    "did 123 go through?": PaymentStatus(number="123"),
    "was 123 paid": PaymentStatus(number="123"),
    "has invoice 123 been paid yet?": PaymentStatus(number="123"),
    "status of 123": PaymentStatus(number="123"),
    "did you get our payment for 123?": PaymentStatus(number="123"),
    "did my payment go through?": PaymentStatus(),
    "payment status": PaymentStatus(),
    "last payment": PaymentStatus(),
    "when was our last payment?": PaymentStatus(),
    "payment history": PaymentHistory(),
    "my payments": PaymentHistory(),
    "show payment history": PaymentHistory(),
    "payment history page 2": PaymentHistory(page=2),
    "switch to Acme EU": SwitchAccount(to="Acme EU"),
    "switch account to Acme EU": SwitchAccount(to="Acme EU"),
    "use account Acme": SwitchAccount(to="Acme"),
    "use acme": SwitchAccount(to="acme"),
    "switch back to Acme": SwitchAccount(to="Acme"),
    "go to acme eu": SwitchAccount(to="acme eu"),
    "go back to Acme EU please": SwitchAccount(to="Acme EU"),
    "which account is this?": SwitchAccount(),
    "switch account": SwitchAccount(),
    "hello": Help(),
    "hi there": Help(),
    "thanks": Help(),
    "bye": Help(),
    "are you a bot?": Help(),
    "please resend invoice 122": GetDocument(numbers=("122",)),
    "I'll pay on Friday": Promise(on=date(2026, 11, 27)),
    "we will pay next week": AskPerson(),
    "the payment will arrive on Monday": Promise(on=date(2026, 11, 23)),
    "already paid": SayPaid(),
    "we wired it yesterday, ref 889": SayPaid(),
    "invoice 123 is already paid": SayPaid(numbers=("123",)),
    "invoice 123 was paid last week": SayPaid(numbers=("123",)),
    "I paid invoice 123 but it still shows open": SayPaid(numbers=("123",)),
    "payment sent": AskPerson(about="dispute"),
    "this is ridiculous, nobody answers": AskPerson(),
    "mute reminders for 122": MuteInvoice(number="122"),
    "unsubscribe": Prefer(reminders="off"),
    "stop sending me emails": Prefer(reminders="off"),
    "send me a link for 122": SendLink(numbers=("122",)),
    "can I get a payment link?": SendLink(),
    "help": Help(),
    "?": Help(),
    "what can you do?": Help(),
    "can you help me?": Help(),
    "talk to a human": AskPerson(),
    "human!": AskPerson(),
    "Can I speak to someone?": AskPerson(),
    "yes please call me": AskPerson(),
    "pdf 123": GetDocument(numbers=("123",)),
    "pdf 123; pdf 122": GetDocument(numbers=("123", "122")),
    "receipt for 123": GetDocument(what="receipt", numbers=("123",)),
    "payment methods": ListMethods(),
    "how do I pay by wire": ShowWire(),
    "add card": AddMethod(of="card"),
    "remove 4242": RemoveMethod(which="4242"),
    "make 4242 default": SetDefaultMethod(which="4242"),
    "show my payment methods": ListMethods(),
    "which cards do you have on file?": ListMethods(),
    "payment methods for Acme EU": ListMethods(account="Acme EU"),
    "bank details": ShowWire(),
    "what is your IBAN?": ShowWire(),
    "add our bank account": AddMethod(of="us_bank_account"),
    "please add a new credit card for Acme EU": AddMethod(of="card", account="Acme EU"),
    "add a card with company information, tell ap@acme.example": AddMethod(
        of="card", company=True, tell="ap@acme.example"
    ),
    "add paypal": AddMethod(of="paypal"),
    "make 4242 my backup": SetBackupMethod(which="4242"),
    "use the mastercard as default": SetDefaultMethod(which="mastercard"),
    "change my default card to 4444": SetDefaultMethod(which="4444"),
    "no backup": SetBackupMethod(which="none"),
    "delete the card ending in 4242": RemoveMethod(which="4242"),
    "remove visa 4242 for good": RemoveMethod(which="visa 4242"),
    "remove met_1 for good": RemoveMethod(which="met_1", sure=True),
    "remove my card": RemoveMethod(),
    "I want a refund for 123": AskPerson(about="refund_request"),
    "this is wrong, we cancelled": DisputeInvoice(),
    "you charged me twice for March": AskPerson(about="dispute"),
    "change our billing address": AskPerson(about="contact_update"),
    "who gets our invoices": ShowContacts(),
    "stop sending to bob@acme.example": SetTold(who="bob@acme.example", what=tuple(Told), on=False),
    "yes": Confirm(),
    "Yes!": Confirm(),
    "yes please": Confirm(),
    "y": Confirm(),
    "ok": Confirm(),
    "OK.": Confirm(),
    "okay": Confirm(),
    "confirm": Confirm(),
    "go ahead": Confirm(),
    "do it": Confirm(),
    "yes, pay it": Confirm(it=True),
    "@bot yes": Confirm(),
    f"confirm {OFFER}": Confirm(offer=OFFER),
    "no": Cancel(),
    "No, thanks": Cancel(),
    "cancel": Cancel(),
    "please cancel": Cancel(),
    "stop": Cancel(),
    "never mind": Cancel(),
    "don't": Cancel(),
    f"cancel {OFFER}": Cancel(offer=OFFER),
    "1": Choose(pick=1),
    "2.": Choose(pick=2),
    "option 2 please": Choose(pick=2),
    "the second one": Choose(pick=2),
    "1 and 3": Choose(pick=1, also=(3,)),
    "1, 2 & 4": Choose(pick=1, also=(2, 4)),
    "options 1 and 2": Choose(pick=1, also=(2,)),
    "only the paid ones": ListInvoices(state=PAID, narrows=True),
    "just the paid ones": ListInvoices(state=PAID, narrows=True),
    "Only the overdue ones, please": ListInvoices(state=OVERDUE, narrows=True),
    "which of them are overdue?": ListInvoices(state=OVERDUE, narrows=True),
    "only those over 500": ListInvoices(over=amount("500", "500"), narrows=True),
    "the amount on 121 is wrong, it should be 300": DisputeInvoice(numbers=("121",)),
    "121 is wrong, should be $300 not 480": DisputeInvoice(numbers=("121",)),
    "the total of 121 is wrong, 300.00 was agreed": DisputeInvoice(numbers=("121",)),
    "the amount on 121 should be 300": DisputeInvoice(numbers=("121",)),
    "remind me about 121": MuteInvoice(number="121", on=False),
    "don't remind me about 121 any more": MuteInvoice(number="121"),
    "all": Choose(pick="all"),
    "all 3": Choose(pick="all"),
    "all of them": Choose(pick="all"),
}


@pytest.mark.parametrize(("text", "expected"), REQUESTS.items())
def test_a_request_is_read_as_meant(text, expected):
    assert command(text) == expected


INTENTS = {
    "show my invoices": "list_invoices",
    "invoice 123": "show_invoice",
    "can I see my bill": "show_invoice",
    "send me invoice 123": "get_document",
    "what do we owe": "balance",
    "pay 123": "pay",
    "did 123 go through": "payment_history",
    "add a card": "add_payment_method",
    "I don't recognise this charge": "dispute",
    "change our billing address": "contact_update",
    "what can you do": "help",
    "hello": "none",
    "I'll pay on Friday": "human",
    "already paid": "dispute",
    "is there a real person I can talk to": "human",
    "yes": "none",
    "2": "none",
    "switch to Acme": "none",
    "book me a table for two": "none",
    "what is going on in the world today": "none",
    "how do things stand": "balance",
    "thanks": "none",
}


@pytest.mark.parametrize(("text", "intent"), INTENTS.items())
def test_the_intent_is_named_for_the_record(text, intent):
    assert read(text, today=TODAY).intent == intent


@pytest.mark.parametrize("text", ["1 and 0", "100", "0", "123", "what", "gronk", ""])
def test_what_is_no_request_is_said_to_be_none(text):
    assert isinstance(command(text), NotUnderstood)


@pytest.mark.parametrize(
    ("text", "say"),
    [
        ("shwo my invoces", "show my invoices"),
        ("paymnt history", "payment history"),
        ("blance", "what do I owe"),
        ("pay the big one", "pay my invoice"),
        ("paay invoce 122", "pay invoice 122"),
        ("py 122", "pay invoice 122"),
        ("I'll pay 122", "pay invoice 122"),
        ("pay 122 for Acme EU", "pay invoice 122 for Acme EU"),
        ("shwo invoice 122", "show invoice 122"),
        ("stauts of 122", "status of 122"),
        ("$100 on 123", "pay $100 of 123"),
    ],
)
def test_a_near_miss_is_offered_the_nearest_words_and_never_obeyed(text, say):
    answer = command(text)

    assert isinstance(answer, NotUnderstood)
    assert say in answer.nearest


@pytest.mark.parametrize(
    "text",
    [
        "show my overdue invoices and pay them",
        "show my invoices\ndon't pay 123",
        "pay 123\nno wait, show my balance",
    ],
)
def test_two_different_requests_in_one_message_are_not_half_obeyed(text):
    assert isinstance(command(text), NotUnderstood)


def test_a_number_alone_is_asked_about():
    answer = command("123")

    assert answer.nearest == ("show invoice 123", "pay invoice 123")


def test_the_same_request_on_two_lines_is_one_request():
    assert command("show my invoices\nshow my invoices") == ListInvoices()


def test_payments_line_by_line_are_one_payment_of_several():
    assert command("pay 123\npay 124").numbers == ("123", "124")


def test_a_mail_is_read_without_its_salutation_quotes_and_signature():
    mail = (
        "Dear billing team,\n\nplease show my open invoices.\n\nBest regards,\nDana Smith\n"
        "Acme Inc.\n+1 555 0100\n\n> On Monday you wrote:\n> pay invoice 9"
    )

    assert command(mail) == ListInvoices(state=OPEN)


def test_a_postscript_is_part_of_what_was_said():
    answer = command("pay 123\n\nThanks\nDana\nPS: no wait, don't pay")

    assert isinstance(answer, NotUnderstood)


def test_a_filter_beyond_doubt_in_two_currencies_is_asked_about():
    assert "two different currencies" in command("invoices over 500 EUR and under 900 USD").because


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Zeige meine Rechnungen", ListInvoices()),
        ("überfällige Rechnungen", ListInvoices(state=OVERDUE)),
        ("Was schulden wir?", Balance()),
        ("ja, bitte", Confirm()),
        ("nein danke", Cancel()),
        ("Hilfe", Help()),
        ("Montrez-moi mes factures", ListInvoices()),
        ("combien dois-je ?", Balance()),
        ("oui", Confirm()),
        ("annuler", Cancel()),
        ("muéstrame mis facturas", ListInvoices()),
        ("¿Cuánto debo?", Balance()),
        ("Sí, por favor", Confirm()),
        ("no gracias", Cancel()),
        ("請求書を見せてください。", ListInvoices()),
        ("残高を教えてください", Balance()),
        ("はい", Confirm()),
        ("いいえ", Cancel()),
        ("Rechnung 123", ShowInvoice(number="123")),
        ("請求書１２３を見せて", ShowInvoice(number="123")),
    ],
)
def test_everyday_requests_are_understood_in_other_languages(text, expected):
    assert command(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Bitte Rechnung 123 bezahlen",
        "Hallo, bezahle Rechnung 123. Danke!",
        "payer la facture n° 123",
        "pagar la factura 123 por favor",
        "請求書123を支払う",
    ],
)
def test_paying_in_another_language_is_the_same_request(text):
    assert command(text) == command("pay invoice 123")


@pytest.mark.parametrize(
    "text",
    ["what do we owe tomorrow", "balance blah", "balance in euros", "what do we owe for March"],
)
def test_words_behind_a_complete_request_are_never_dropped(text):
    answer = command(text)

    assert isinstance(answer, NotUnderstood)
    assert answer.nearest


@pytest.mark.parametrize("text", ["use my visa", "use it", "use another card", "go to bed"])
def test_what_can_be_no_account_is_not_switched_to(text):
    assert not isinstance(command(text), SwitchAccount)


def test_two_requests_beside_words_not_understood_are_offered_one_by_one():
    answer = command("show my invoices\nthe weather is fine\nwhat do we owe")

    assert "one request at a time" in answer.because
    assert answer.nearest == ("show my invoices", "what do we owe")


@pytest.mark.parametrize(
    "text",
    [
        "yes, but use the other card",
        "hmm wait",
        "yes, tomorrow",
        "actually make it 30",
        "yes please call me",
        "yes please?",
        "ok thanks",
    ],
)
def test_an_objection_is_no_confirmation(text):
    assert not isinstance(command(text), Confirm)


@pytest.mark.parametrize("text", ["no pay 122", "don't paay 122", "123 is nice"])
def test_nothing_is_offered_to_pay_for_what_asks_not_to(text):
    answer = command(text)

    assert not any(say.startswith("pay invoice") for say in getattr(answer, "nearest", ()))


ORDERED = {
    "invoices for PO 4711": ListInvoices(purchase_order="4711"),
    "show the invoice with PO-4711": ListInvoices(purchase_order="4711"),
    "which invoice belongs to purchase order ACME-77": ListInvoices(purchase_order="ACME-77"),
    "Invoices for P.O. number 4711?": ListInvoices(purchase_order="4711"),
    "po 4711": ListInvoices(purchase_order="4711"),
    "send me the invoice for PO 4711": ListInvoices(purchase_order="4711"),
    "show my overdue invoices since March over 500 with PO 4711/b": ListInvoices(
        state=OVERDUE, since=date(2026, 3, 1), over=amount("500", "500"), purchase_order="4711/B"
    ),
    "for Acme EU: invoices for PO 4711": ListInvoices(purchase_order="4711", account="Acme EU"),
    "invoices for PO 4711 for Acme EU": ListInvoices(purchase_order="4711", account="Acme EU"),
    "invoices for PO Ltd": ListInvoices(account="PO Ltd"),
    "invoices for PO": ListInvoices(refused=("for po",)),
    "invoices with purchase order": ListInvoices(refused=("purchase order",)),
    "invoices for PO 4711 and PO 4712": ListInvoices(purchase_order="4711", refused=("po 4712",)),
}


@pytest.mark.parametrize("text", ORDERED)
def test_a_purchase_order_narrows_the_list_and_keeps_to_the_next_page(text: str) -> None:
    understood = command(text)

    assert understood == ORDERED[text]
    if not understood.refused:
        assert command(understood.turned(2)) == understood.model_copy(update={"page": 2})


@pytest.mark.parametrize(
    "text", ["pay PO 4711", "pay the invoice for PO 4711", "status of PO 4711", "did PO-4711 clear"]
)
def test_a_purchase_order_is_no_invoice_number_and_never_pays(text: str) -> None:
    understood = command(text)

    assert isinstance(understood, NotUnderstood)
    assert understood.nearest == ("show invoices for PO 4711",)


@pytest.mark.parametrize(
    ("text", "almost"),
    [
        ("pay 12e", ("pay invoice {}", "12e")),
        ("please pay invoice INV-12o", ("pay invoice {}", "12o")),
        ("show invoice 12l", ("show invoice {}", "12l")),
        ("status of 1z3?", ("status of {}", "1z3")),
        ("pay 123", None),
        ("pay 12e tomorrow", None),
        ("don't pay 12e", None),
        ("pay 12eur", None),
        ("pay", None),
    ],
)
def test_a_number_with_a_slip_in_it_is_known_for_one(
    text: str, almost: tuple[str, str] | None
) -> None:
    assert almost_a_number(text) == almost


def test_of_several_requests_none_is_missing_among_the_choices():
    said = ("we will pay on Friday", "please send me the pdf of it", "and who gets our invoices?")

    reading = read("\n".join(said), today=date(2026, 3, 10), locale="en")

    assert isinstance(reading.command, NotUnderstood)
    assert reading.command.nearest == said
