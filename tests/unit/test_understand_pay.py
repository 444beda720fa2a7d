"""Money is asked for only by a text whose every word belongs to the request."""

import re
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.command import Amount, Confirm, NotUnderstood, Pay, SendLink, Share
from assistant.understand import mask, read

TODAY = date(2026, 11, 22)


def command(text, locale="en"):
    return read(text, today=TODAY, locale=locale).command


def amount(text, *readings, currencies=()):
    return Amount(text=text, readings=tuple(map(Decimal, readings)), currencies=currencies)


HALF = Share(parts=1, of=2)
PAYS = {
    "pay": Pay(),
    "pay now": Pay(),
    "pay my invoice": Pay(),
    "pay the bill": Pay(),
    "pay invoices": Pay(),
    "pay two invoices": Pay(),
    "pay 3 overdue invoices": Pay(),
    "I want to pay this invoice": Pay(),
    "I'd like to make a payment": Pay(),
    "pay 123": Pay(numbers=("123",)),
    "pay 123?": Pay(numbers=("123",)),
    "PAY 123!!!": Pay(numbers=("123",)),
    "pay: 123": Pay(numbers=("123",)),
    "pay #123": Pay(numbers=("123",)),
    "pay 000123": Pay(numbers=("123",)),
    "pay invoice 123": Pay(numbers=("123",)),
    "pay invoice no. 123": Pay(numbers=("123",)),
    "pay Invoice No: 123": Pay(numbers=("123",)),
    "pay invoice number 123": Pay(numbers=("123",)),
    "pay INV-000124": Pay(numbers=("124",)),
    "pay inv 124": Pay(numbers=("124",)),
    "settle invoice 123": Pay(numbers=("123",)),
    "pay off 123": Pay(numbers=("123",)),
    "pay 123 in full": Pay(numbers=("123",)),
    "pay 123 now": Pay(numbers=("123",)),
    "make a payment on invoice 123": Pay(numbers=("123",)),
    "go ahead and pay 123": Pay(numbers=("123",)),
    "can I pay 123?": Pay(numbers=("123",)),
    "yes, pay 123": Pay(numbers=("123",)),
    "@bot pay 123": Pay(numbers=("123",)),
    "<@U0LAN0Z89> pay 123": Pay(numbers=("123",)),
    "`pay invoice 123`": Pay(numbers=("123",)),
    "pay 123 - Dana": Pay(numbers=("123",)),
    "Pay invoice 123, please. Thanks, Dana": Pay(numbers=("123",)),
    "pay 123 and 124": Pay(numbers=("123", "124")),
    "pay #123 and INV-000124": Pay(numbers=("123", "124")),
    "pay invoices 123, 124 and 125": Pay(numbers=("123", "124", "125")),
    "pay 123 & 124": Pay(numbers=("123", "124")),
    "pay 123 and 123": Pay(numbers=("123",)),
    "pay all": Pay(all="open"),
    "pay all open": Pay(all="open"),
    "pay everything": Pay(all="balance"),
    "pay all my invoices": Pay(all="open"),
    "pay my balance": Pay(all="balance"),
    "pay the whole outstanding balance": Pay(all="balance"),
    "pay my invoices": Pay(all="open"),
    "pay what we owe": Pay(all="balance"),
    "pay 500 of my balance": Pay(all="balance", amount=amount("500", "500")),
    "put 500 EUR towards our balance": Pay(
        all="balance", amount=amount("500 eur", "500", currencies=("EUR",))
    ),
    "pay half of my balance": Pay(all="balance", share=HALF),
    "pay half of 123": Pay(numbers=("123",), share=HALF),
    "pay half of it": Pay(share=HALF),
    "pay half": Pay(share=HALF),
    "pay 50% of 123": Pay(numbers=("123",), share=HALF),
    "pay 50 percent of 123": Pay(numbers=("123",), share=HALF),
    "pay half of my invoice": Pay(share=HALF),
    "pay a third of invoice 123": Pay(numbers=("123",), share=Share(parts=1, of=3)),
    "pay 1/3 of 123": Pay(numbers=("123",), share=Share(parts=1, of=3)),
    "pay two thirds of 123": Pay(numbers=("123",), share=Share(parts=2, of=3)),
    "pay the rest of 123": Pay(numbers=("123",)),
    "pay the rest": Pay(),
    "pay 123 with 4242": Pay(numbers=("123",), using="4242"),
    "pay 123 using the card ending in 4242": Pay(numbers=("123",), using="4242"),
    "pay 123 with my visa 4242": Pay(numbers=("123",), using="visa 4242"),
    "pay 123 with the other card": Pay(numbers=("123",), using="other"),
    "pay 123 with my other card": Pay(numbers=("123",), using="other"),
    "pay 123 with another card, once": Pay(numbers=("123",), using="once"),
    "pay 123 with a different card just this once": Pay(numbers=("123",), using="once"),
    "pay 123 with a new card": Pay(numbers=("123",), using="once"),
    "pay 123 via PayPal": Pay(numbers=("123",), using="paypal"),
    "pay invoice 122 from my bank account": Pay(numbers=("122",), using="bank"),
    "pay 50 of 122 by card": Pay(numbers=("122",), amount=amount("50", "50"), using="card"),
    "pay all overdue invoices with my amex": Pay(all="overdue", using="american"),
    "pay half of 123 with 4242": Pay(numbers=("123",), share=HALF, using="4242"),
    "pay the bill with my visa card": Pay(using="visa"),
    "pay all overdue": Pay(all="overdue"),
    "pay all overdue invoices": Pay(all="overdue"),
    "pay my overdue bills": Pay(all="overdue"),
    "pay everything that is past due": Pay(all="overdue"),
    "pay the overdue invoice": Pay(all="overdue"),
    "pay the overdue invoices": Pay(all="overdue"),
    "pay overdue invoice": Pay(all="overdue"),
    "pay our late bill": Pay(all="overdue"),
    "pay 10 of my invoice": Pay(amount=amount("10", "10")),
    "pay 10 EUR on the open invoice": Pay(amount=amount("10 eur", "10", currencies=("EUR",))),
    "pay 2 of my invoices": Pay(),
    "pay 10 of 121": Pay(numbers=("121",), amount=amount("10", "10")),
    "pay 12.345 of 401": Pay(numbers=("401",), amount=amount("12.345", "12.345", "12345")),
    "pay 12.345 KWD of 401": Pay(
        numbers=("401",), amount=amount("12.345 kwd", "12.345", currencies=("KWD",))
    ),
    "pay 12345.000 KWD of 401": Pay(
        numbers=("401",), amount=amount("12345.000 kwd", "12345.000", currencies=("KWD",))
    ),
    "please put 75 EUR towards 121": Pay(
        numbers=("121",), amount=amount("75 eur", "75", currencies=("EUR",))
    ),
    "apply 75 to invoice 121": Pay(numbers=("121",), amount=amount("75", "75")),
    "partial payment of 100 for 123": Pay(numbers=("123",), amount=amount("100", "100")),
    "make a partial payment of 100 on 123": Pay(numbers=("123",), amount=amount("100", "100")),
    "charge my card for 123": Pay(numbers=("123",)),
    "charge the card on file for invoice 123": Pay(numbers=("123",)),
    "pay 122 with the card on file": Pay(numbers=("122",)),
    "pay 121-122": Pay(numbers=("121", "122")),
    "pay invoices 121 to 122": Pay(numbers=("121", "122")),
    "pay 50 of 123": Pay(numbers=("123",), amount=amount("50", "50")),
    "pay only 50 of invoice 123": Pay(numbers=("123",), amount=amount("50", "50")),
    "pay invoice 123 in part 50": Pay(numbers=("123",), amount=amount("50", "50")),
    "pay 123 50 USD": Pay(numbers=("123",), amount=amount("50 usd", "50", currencies=("USD",))),
    "pay 123 for 50 EUR": Pay(numbers=("123",), amount=amount("50 eur", "50", currencies=("EUR",))),
    "pay €10 on 12": Pay(numbers=("12",), amount=amount("€10", "10", currencies=("EUR",))),
    "pay 1.000,50 of 123": Pay(numbers=("123",), amount=amount("1.000,50", "1000.50")),
    "pay 1.000 of 123": Pay(numbers=("123",), amount=amount("1.000", "1.000", "1000")),
    "pay 1 000,50 EUR of invoice no. 123": Pay(
        numbers=("123",), amount=amount("1 000,50 eur", "1000.50", currencies=("EUR",))
    ),
    "pay 50 EUR": Pay(amount=amount("50 eur", "50", currencies=("EUR",))),
    "Hi, can you pay 123 please?": Pay(numbers=("123",)),
    "could you kindly pay invoice no. 122 for me? Many thanks, Dana": Pay(numbers=("122",)),
    "pay invoice 122\n\nAnn": Pay(numbers=("122",)),
    "pay invoice 122\n \nAnn Miller\n": Pay(numbers=("122",)),
    "for Acme EU: pay 123": Pay(account="Acme EU", numbers=("123",)),
    "pay invoice 123 for Acme EU": Pay(account="Acme EU", numbers=("123",)),
}

NEITHER_PAY_NOR_YES = """
yes, but use the other card|yes please call me|yes?|ok thanks
ok, thank you so much|yeah thankyou|don't pay 123|do not pay invoice 123|please don't pay 123
never pay 123|not paying 123|pay 123; don't
Pay 123. Actually no|pay 123 but not now|how do I pay|how do I pay 123|how can I pay invoice 123?
could you tell me how to pay 123|why did you charge me|why did you charge 123|I paid 123
we paid invoice 123 yesterday|I already paid 123|was 123 paid|did you pay 123|have you paid 123
who can pay 123|pay John 50|pay John|pay Percy $50|pay my friend|pay <@U456> 50|pay 50 to John
pay a visit|pay 123 next week|I'll pay 123 on Friday
pay later|pay 123 if it is correct|pay 123 after you fix line 4|pay 123 with the other one
pay 123 by wire|pay 123 twice|pay 123 monthly|pay 123 in 3 installments|pay 123 or 124
pay 123 instead of 124|pay all but 123|pay all invoices except 123
pay all open invoices over 500|pay 123 and show my cat|pay 123 and don't tell anyone
set up autopay|turn autopay on|should I pay 123?|do I have to pay 123?|I can't pay 123
what happens if I don't pay 123|remind me to pay 123|let me know before you pay 123
he said "pay 123"|"pay 123"|~pay 123~|pay 123 @dana|refund 123|someone should pay 123|payload
payday|payment terms|pay rise|pay attention|pay you back|pay for 2 nights|yes I have a question
yes and no|no yes|okay cool|ok, got it|ok let me check|sure, later|fine|great|👍|yes 👍|✅|:+1:
confirm 123|please confirm|can you confirm|could you confirm?
yes, pay 124 instead|that's all|confirm off_ABC|pay 120-123|ja, aber mit der anderen Karte|ja?
oui, demain|sí, pero no hoy|pay 50 for John
for invoice 123: pay 50 of it|my card is 4242, pay with that|pay the big one|pay some of 123
pay 0% of 123|pay 150 percent of 123|pay most of my invoice|charge my other card for 123
pay half now and half later|pay 123 with my wife's card|pay 123 with this card|pay 123 once
pay 123 with my other card later
pay 123 with my other card if it works|pay 123 not with 4242|pay 123 with card 4242 or 4444
did you charge my card for 123|charge me twice|put me through to 121|pay 121 to 122|pay 121-124
charge me for 123 twice|put 50 on hold|apply 50 to my account
charge my card later
partial payment of 100 for 123 was wrong|take my card|put 50 on 123 next week
pay 123 with my visa once
pay 100 to my bank account|pay 12:10|for 123: pay 50
"""


@pytest.mark.parametrize(("text", "expected"), PAYS.items())
def test_a_request_to_pay_is_read_exactly(text, expected):
    reading = read(text, today=TODAY)

    assert reading.command == expected
    assert reading.intent == "pay"


@pytest.mark.parametrize("text", re.split("[|\n]", NEITHER_PAY_NOR_YES.strip()))
def test_anything_less_than_a_request_neither_pays_nor_confirms(text):
    reading = read(text, today=TODAY)

    assert not isinstance(reading.command, Pay | Confirm)
    assert reading.intent != "pay"


@pytest.mark.parametrize(
    "text", ["pay my cable bill", "pay the bill with my gold card", "pay $50 on my credit card"]
)
def test_a_wish_to_pay_that_names_no_invoice_of_ours_is_recognised_but_not_obeyed(text):
    reading = read(text, today=TODAY)

    assert reading.intent == "pay"
    assert isinstance(reading.command, NotUnderstood)
    assert "pay my invoice" in reading.command.nearest


def test_quoted_lines_below_a_yes_are_not_part_of_it():
    assert (
        command("Yes.\n\nOn Mon, 16 Nov 2026 Bob wrote:\n> shall I pay invoice 123?") == Confirm()
    )


def test_thanks_in_a_signature_do_not_weaken_a_yes():
    assert command("ok\n\nThanks,\nDana") == Confirm()
    assert command("Yes, thanks") == Confirm()


def test_two_numbers_beside_each_other_are_asked_about():
    answer = command("pay 123 50")

    assert answer.nearest == ("pay 123 and 50", "pay 50 of 123")
    assert all(isinstance(command(say), Pay) for say in answer.nearest)


def test_a_currency_between_two_numbers_is_asked_about():
    answer = command("pay 10 usd 12")

    assert answer.nearest == ("pay 10 usd of 12", "pay 12 usd of 10")


@pytest.mark.parametrize("text", ["pay 123,124", "pay 1,234"])
def test_a_comma_between_digits_may_be_an_amount_or_two_invoices(text):
    answer = command(text)

    assert isinstance(answer, NotUnderstood)
    assert "amount or invoice numbers" in answer.because


@given(number=st.integers(1, 10**12 - 1))
def test_every_invoice_number_of_up_to_twelve_digits_can_be_paid(number):
    assert command(f"pay {number}") == Pay(numbers=(str(number),))


POLITE = ("{}", "please {}", "{} please", "Hi, {}", "Hello team, could you {}?", "{}, thanks!")
POLITE += ("Hi,\n\n{}\n\nThanks,\nDana\nAcme Inc.", "@bot {}", "{} Thank you, Dana", "  {}  ")


@given(
    template=st.sampled_from(POLITE),
    text=st.sampled_from(
        ["pay 123", "pay invoice 123", "pay 50 of 123", "show my open invoices", "pay all overdue"]
    ),
)
def test_politeness_changes_no_command(template, text):
    assert command(template.format(text)) == command(text)


@given(
    addition=st.sampled_from(
        ["tomorrow", "but not now", "if it is right", "later", "with that card", "no", "or not"]
    ),
    text=st.sampled_from(["pay 123", "yes", "pay all", "pay my invoice", "confirm", "go ahead"]),
    between=st.sampled_from([" ", ", ", ". ", "\n", " - ", "; "]),
)
def test_a_condition_added_anywhere_takes_the_payment_out_of_it(addition, text, between):
    assert not isinstance(command(f"{text}{between}{addition}"), Pay | Confirm)


@given(
    text=st.sampled_from(["pay 123", "yes", "pay all", "pay my invoice", "confirm", "go ahead"]),
    between=st.sampled_from([" ", ", ", ". ", "\n", " - ", "; "]),
)
def test_a_method_added_anywhere_is_taken_or_takes_the_payment_out_of_it(text, between):
    answer = command(f"{text}{between}with my other card")

    assert not isinstance(answer, Confirm)
    assert not isinstance(answer, Pay) or answer.using == "other"


LINKS = {
    "send me a link for 123": SendLink(numbers=("123",)),
    "please send me a payment link": SendLink(),
    "can you send us a link to pay 123 and 124?": SendLink(numbers=("123", "124")),
    "give me a link for my balance": SendLink(all="balance"),
    "I need a link to pay half of 123": SendLink(numbers=("123",), share=HALF),
}


@pytest.mark.parametrize(("text", "expected"), LINKS.items())
def test_a_link_to_pay_is_asked_for(text, expected):
    reading = read(text, today=TODAY)

    assert reading.command == expected
    assert reading.intent == "pay"


@pytest.mark.parametrize(
    "text",
    ["send me a link to my invoices", "send me a link for 123 tomorrow", "send Bob a link for 123"],
)
def test_another_link_is_not_mistaken_for_one_to_pay(text):
    assert not isinstance(command(text), SendLink | Pay)


@pytest.mark.parametrize("text", ["pay some of 122", "pay 0% of 122", "pay a part of invoice 122"])
def test_a_fraction_is_answered_with_how_to_write_a_part(text):
    answer = command(text)

    assert "written as an amount" in answer.because
    assert answer.nearest == ("show invoice 122",)


@pytest.mark.parametrize(
    ("text", "say"),
    [
        ("pay 122 by wire", "pay invoice 122"),
        ("pay 122 using my gold card", "pay invoice 122"),
        ("pay 122 with this card", "pay invoice 122"),
        ("pay 122 and 123 with a cheque", "pay 122 and 123"),
        ("pay 50 of 122 by bank transfer", "pay 50 of 122"),
        ("pay all overdue invoices with my company card", "pay all overdue invoices"),
        ("pay my balance by check", "pay my balance"),
    ],
)
def test_a_method_that_cannot_be_chosen_is_never_ignored(text, say):
    answer = command(text)

    assert isinstance(answer, NotUnderstood)
    assert "saved method that you name" in answer.because
    assert answer.nearest == (say,)
    assert isinstance(command(say), Pay)


def test_a_row_of_invoices_is_spelt_out_to_choose_from():
    answer = command("pay 121-123")

    assert [command(say).numbers for say in answer.nearest] == [
        ("121", "123"),
        ("121", "122", "123"),
    ]


CARD = "4242 4242 4242 4242"
DISCLOSED = (
    f"pay invoice 123, my card is {CARD}",
    f"pay invoice 123 with card {CARD} cvc 123",
    f"Pay invoice 123. Card number: {CARD}, exp 12/27, cvc 123. Thanks!",
    f"my card is {CARD}, pay invoice 123",
    "pay invoice 123, my IBAN is DE89370400440532013000",
    f"Hi,\n\npay invoice 123\nmy card: {CARD} 12/27 123\n\nAnn",
)


@pytest.mark.parametrize("text", DISCLOSED)
def test_a_secret_that_was_removed_is_no_obstacle(text):
    assert command(mask(text).text) == Pay(numbers=("123",))


@pytest.mark.parametrize(
    "text",
    [
        f"yes, my card is {CARD}",
        f"pay 122 but not with {CARD}",
        f"pay 122 with the other card {CARD}",
        f"pay 122 tomorrow with {CARD}",
        f"don't pay 122 with {CARD}",
        f"my card is {CARD}. for Acme EU: pay 123",
        "yes\n\nAnn",
        "pay invoice 122\n\nTomorrow",
        "pay invoice 122\n\nDisregard",
        "pay invoice 122\n\nUpon Approval",
        "pay invoice 122\n\nAfter Lunch",
        "pay invoice 122\n\nPartial Payment",
        "pay invoice 122\n\nBob Said No",
    ],
)
def test_what_is_left_out_is_never_an_objection(text):
    assert not isinstance(command(mask(text).text), Pay | Confirm)
