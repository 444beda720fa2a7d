"""Fault 81: what must not be kept is gone before anything could keep it."""

import re
import unicodedata
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import assistant
from assistant.understand import mask

# The card networks' and processors' published test numbers.
CARDS = (
    "4242424242424242",
    "4000056655665556",
    "4222222222222",
    "5555555555554444",
    "2223003122003222",
    "378282246310005",
    "371449635398431",
    "6011111111111117",
    "3056930009020004",
    "36227206271667",
    "3566002020360505",
    "6200000000000005",
    "6205500000000000004",
    "6759649826438453",
)
IBANS = (
    "DE89370400440532013000",
    "GB82WEST12345698765432",
    "FR1420041010050500013M02606",
    "NO9386011117947",
    "NL91ABNA0417164300",
    "CH9300762011623852957",
    "MT84MALT011000012345MTLCAST001S",
)
SEPARATORS = [
    " ",
    "-",
    ".",
    "/",
    "\n",
    "\u00a0",
    "\u200b",
    "\u2009",
    " - ",
    "_",
    "x",
    "] [",
    ",",
    "–",
    "\u00ad",
]


def passes_luhn(digits):
    total = sum(int(d) for d in digits[-1::-2])
    return (total + sum(sum(divmod(2 * int(d), 10)) for d in digits[-2::-2])) % 10 == 0


@pytest.mark.parametrize("card", CARDS)
def test_fault_81_a_card_number_is_removed_as_it_stands(card):
    masked = mask(f"my card is {card}, thanks")

    assert masked.text == "my card is [card number removed], thanks"
    assert masked.found == {"card"}


@pytest.mark.parametrize("separator", SEPARATORS)
@pytest.mark.parametrize("card", CARDS)
def test_fault_81_a_card_number_is_removed_in_groups_however_separated(card, separator):
    written = separator.join(card[i : i + 4] for i in range(0, len(card), 4))

    assert mask(f"use {written} please").text == "use [card number removed] please"


@given(
    card=st.sampled_from(CARDS),
    gaps=st.lists(st.sampled_from(["", *SEPARATORS]), min_size=19, max_size=19),
)
def test_fault_81_a_card_number_is_removed_with_any_gap_after_any_digit(card, gaps):
    written = "".join(
        digit + gap for digit, gap in zip(card, [*gaps[: len(card) - 1], ""], strict=True)
    )

    masked = mask(f"pay 12 with: {written}!")

    assert "card" in masked.found
    assert not any(card[i : i + 6] in re.sub(r"\D", "", masked.text) for i in range(len(card) - 5))


@pytest.mark.parametrize(
    "zero",
    ["٠", "۰", "०", "０", "𝟎", "߀"],
    ids=["arabic", "persian", "hindi", "wide", "maths", "nko"],
)
def test_fault_81_a_card_number_is_removed_in_other_scripts(zero):
    written = "".join(chr(ord(zero) + int(digit)) for digit in CARDS[0])

    assert mask(written).text == "[card number removed]"


@pytest.mark.parametrize(
    "text", ["card4242424242424242exp", "4242424242424242123", "00004242424242424242424200"]
)
def test_fault_81_a_card_number_is_removed_though_something_is_glued_to_it(text):
    assert "4242424242" not in mask(text).text


def test_fault_81_a_card_number_in_quoted_mail_is_removed():
    assert mask("> 4242 4242\n> 4242 4242").text == "> [card number removed]"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("cvv 123", "cvv [security code removed]"),
        ("CVC: 1234", "CVC: [security code removed]"),
        ("the security code is 987.", "the security code is [security code removed]."),
        ("security code on the back: 987", "security code on the back: [security code removed]"),
        ("cvv２ １２３", "cvv２ [security code removed]"),
        ("123 is the cvv", "[security code removed] is the cvv"),
        ("Prüfziffer 123", "Prüfziffer [security code removed]"),
        ("4242424242424242 12/27 123", "[card number removed] 12/27 [security code removed]"),
        (
            "4242424242424242, exp 12/2027, 123",
            "[card number removed], exp 12/2027, [security code removed]",
        ),
    ],
)
def test_fault_81_a_security_code_is_removed(text, expected):
    masked = mask(text)

    assert masked.text == expected
    assert "security_code" in masked.found


@pytest.mark.parametrize(
    "text",
    [
        "my pin is 4921",
        "my pin 4921",
        "pin: 4921",
        "PIN = 492155",
        "the pin number is 4921.",
        "my pin code is 4921",
        "meine PIN lautet 4921",
        "mon code pin est 4921",
        "mi pin es 4921",
        "暗証番号は4921です",
        "PINは4921",
        "my pin is ４９２１",
    ],
)
def test_fault_81_a_pin_is_removed(text: str) -> None:
    masked = mask(text)

    assert "[security code removed]" in masked.text
    assert not re.search(r"\d", masked.text)
    assert masked.found == {"security_code"}


@pytest.mark.parametrize("words", ["securıty code 123", "CİD 123", "ſecurity code: 123"])
def test_fault_81_a_security_code_is_told_by_letters_of_any_form(words: str) -> None:
    assert mask(words).found == {"security_code"}


@pytest.mark.parametrize(
    "key",
    [
        "sk_" + "live_51HqLyjWDarjtT1zdp7dc",
        "rk_" + "test_51HqLyjWDarjtT1zdp7dc",
        "whsec_" + "5WbX5kEWLlfzsGNjH64I8lOOqUB6e8FH",
        "xoxb-" + "17653672481-19874698323",
    ],
)
def test_fault_81_a_key_to_a_whole_account_is_removed_as_a_password_is(key: str) -> None:
    masked = mask(f"our key is {key}, please use it")

    assert masked.text == "our key is [password removed], please use it"
    assert masked.found == {"password"}


@pytest.mark.parametrize(
    "text",
    [
        "password hunter2",
        "Password: hunter2",
        "password hunter2, please",
        "my password is hunter2",
        "my password for the billing portal is hunter2",
        'login dana password "hunter2"',
        "pw hunter2",
        "passcode hunter2",
        "password - hunter2",
        "Passwort hunter2",
        "mein Passwort ist hunter2",
        "Kennwort lautet hunter2",
        "mot de passe hunter2",
        "mon mot de passe est hunter2",
        "mdp: hunter2",
        "mi contraseña es hunter2",
        "contraseña hunter2",
        "パスワードは hunter2 です",
        "パスワード hunter2",
    ],
)
def test_fault_81_a_password_is_removed_though_only_a_word_says_that_it_is_one(text: str) -> None:
    masked = mask(text)

    assert "[password removed]" in masked.text
    assert "hunter2" not in masked.text
    assert masked.found == {"password"}


def test_fault_81_a_pin_and_a_password_beside_a_request_are_removed() -> None:
    masked = mask("my pin is 4921, password hunter2, pay 4122")

    assert masked.text == (
        "my pin is [security code removed], password [password removed], pay 4122"
    )


@pytest.mark.parametrize("iban", IBANS)
@pytest.mark.parametrize("separator", ["", " ", "-", "\u00a0"])
def test_fault_81_an_iban_is_removed(iban, separator):
    written = separator.join(iban[i : i + 4] for i in range(0, len(iban), 4))

    masked = mask(f"our account: {written}.")

    assert masked.text == "our account: [IBAN removed]."
    assert masked.found == {"iban"}


def test_a_request_beside_a_card_number_survives():
    masked = mask("pay invoice 123 with 4242-4242-4242-4242 exp 12/27 cvv 123")

    assert masked.text == (
        "pay invoice 123 with [card number removed] exp 12/27 cvv [security code removed]"
    )


@pytest.mark.parametrize(
    "text",
    [
        "pay 123",
        "pay 4001, 4002, 4003, 4004",
        "invoice 123456789012",
        "order 1234567890123456",
        "tracking 9400110200881234567",
        "call +49 1512 3456789 or (555) 123-4567",
        "+44 20 7946 0958",
        "4242424242424241",
        "DE88370400440532013000",
        "2026-03-01 4500.00 2026-04-01 23",
        "cvv please",
        "pin 1234 to the wall",
        "please pin 123 and 124",
        "12 Main Road, PIN code: 560001",
        "pinned invoices: 1234",
        "I forgot my password, pay 1234",
        "I forgot my password please pay invoice 1234",
        "my password is wrong",
        "reset the password of dana@acme.example",
        "reset password dana2@acme.example",
        "password reset for order 998877",
        "my password expired 3 times",
        "the password for the portal is missing",
        "passed 2 invoices: INV-124",
        "password INV-124",
        "what is a security code?",
        "the verification of 12 invoices",
        "confirm off_42424242424242424242424242424242",
        "1.000,50 € of 123",
        "",
    ],
)
def test_numbers_that_are_no_secrets_survive(text):
    assert mask(text) == mask(mask(text).text)
    assert mask(text).text == text


MADE = re.compile(r"""(?:new|ordered)_id\("([a-z]+)"\)""")
OURS = {
    prefix
    for file in Path(assistant.__file__).parent.rglob("*.py")
    if "sandbox" not in file.parts
    for prefix in MADE.findall(file.read_text(encoding="utf-8"))
}


@pytest.mark.parametrize("prefix", sorted(OURS))
def test_an_id_that_a_button_says_is_never_taken_for_a_card(prefix):
    said = f"confirm {prefix}_15dcacbc8449b2853577400621485898"  # 16 of them pass as one

    assert mask(said).text == said


def looks_like_a_card(digits):
    starts = r"4|5[1-5]|2[2-7]|3[0-9]|6|5[0678]"
    return 13 <= len(digits) <= 19 and re.match(starts, digits) and passes_luhn(digits)


DIGITS = st.sampled_from("0123456789" + "٠١٢٣٤" + "０１２３")
TEXTS = st.lists(
    st.one_of(DIGITS, st.sampled_from([" ", "-", ".", "/", "\u200b", "\n", "a", "cvv "]),
              st.sampled_from(CARDS), st.sampled_from(IBANS)),
    max_size=60,
).map("".join)  # fmt: skip


@given(TEXTS)
@example("4242 4242 4242 4242 4242")
def test_no_run_of_digits_that_could_be_a_card_remains(text):
    masked = mask(text).text

    plain = "".join(str(unicodedata.digit(c, c)) for c in masked if unicodedata.category(c) != "Cf")
    runs = re.findall(r"[0-9](?:[ ./\n-]*[0-9])*", plain)
    assert not [run for run in runs if looks_like_a_card(re.sub(r"\D", "", run))]


@given(st.text())
def test_masking_never_raises_and_masks_everything_at_once(text):
    once = mask(text)

    assert mask(once.text).text == once.text
    assert bool(once.found) == (once.text != text)


@pytest.mark.parametrize("kind", ["off", "op", "pay", "met"])
def test_an_id_of_ours_is_no_card_whatever_digits_it_has(kind: str) -> None:
    said = f"approve {kind}_4242424242424242deadbeef4242424a"

    assert mask(said).text == said


def test_what_only_looks_like_an_id_of_ours_hides_no_card() -> None:
    assert "4242424242424242" not in mask("op_4242424242424242").text
    assert "4242424242424242" not in mask("my_4242424242424242deadbeef4242424a").text
    assert "4242424242424242" not in mask("op_4242424242424242deadbeef4242424a77").text
