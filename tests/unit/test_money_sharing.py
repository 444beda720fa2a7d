"""Dividing money and levying taxes loses nothing, in currencies of every number of decimals."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.billing.model import Item, TaxLine, lines, taxes
from assistant.billing.model.taxes import TaxRate
from assistant.billing.money import Money, rounded, share

CURRENCIES = st.sampled_from(["JPY", "USD", "KWD", "CLF"])
MINOR = st.integers(-(10**12), 10**12)
RATES = st.builds(TaxRate, st.sampled_from(["VAT", "State", "City"]), st.integers(0, 1_000_000))


def item(position: int, minor: int, currency: str = "USD", **more: object) -> Item:
    values = {"recurring": True, "tax": Money(0, currency)} | more
    return Item(position, f"Line {position}", Money(minor, currency), **values)  # type: ignore[arg-type]


@given(minor=MINOR, currency=CURRENCIES, weights=st.lists(MINOR, min_size=1, max_size=30))
def test_fault_75_the_parts_are_the_whole(minor: int, currency: str, weights: list[int]) -> None:
    parts = share(Money(minor, currency), weights)

    assert sum(part.minor for part in parts) == minor
    assert len(parts) == len(weights)


@given(minor=MINOR, weights=st.lists(st.integers(0, 10**9), min_size=1, max_size=30))
def test_fault_75_no_part_is_off_by_a_whole_unit(minor: int, weights: list[int]) -> None:
    parts = share(Money(minor, "USD"), weights)

    whole = sum(weights) or 1
    for part, weight in zip(parts, weights, strict=True):
        exact = Decimal(minor) * weight / whole
        assert sum(weights) == 0 or abs(part.minor - exact) < 1


@given(minor=MINOR, weights=st.lists(st.integers(0, 10**9), min_size=1, max_size=9))
def test_fault_75_a_credit_mirrors_its_charge(minor: int, weights: list[int]) -> None:
    charged = share(Money(minor, "USD"), weights)

    assert share(Money(-minor, "USD"), weights) == tuple(-part for part in charged)


def test_fault_75_a_hundred_over_three() -> None:
    assert [str(part) for part in share(Money(10000, "USD"), [1, 1, 1])] == [
        "33.34 USD",
        "33.33 USD",
        "33.33 USD",
    ]
    assert [part.minor for part in share(Money(100, "JPY"), [1, 1, 1])] == [34, 33, 33]


def test_an_amount_cannot_be_shared_among_nobody() -> None:
    with pytest.raises(ValueError, match="among nobody"):
        share(Money(1, "USD"), [])


@pytest.mark.parametrize(
    ("major", "currency", "minor"),
    [
        ("100.005", "USD", 10001),  # three times 33.335
        ("-100.005", "USD", -10001),
        ("100.0049999", "USD", 10000),
        ("0.5", "JPY", 1),
        ("2.5", "JPY", 3),  # half up, not half to even
        ("1.0005", "KWD", 1001),
    ],
)
def test_fault_75_a_half_is_rounded_away_from_zero(major: str, currency: str, minor: int) -> None:
    assert rounded(Decimal(major), currency) == Money(minor, currency)


@given(
    minors=st.lists(st.integers(-(10**9), 10**9), min_size=1, max_size=20),
    currency=CURRENCIES,
    rates=st.lists(RATES, max_size=3),
)
def test_fault_75_the_tax_of_the_lines_is_the_tax_of_the_total(
    minors: list[int], currency: str, rates: list[TaxRate]
) -> None:
    items = tuple(item(n, minor, currency) for n, minor in enumerate(minors, 1))

    taxed = items
    for rate in rates:
        taxed = taxes.levied(taxed, rate)

    whole = Money(sum(minors), currency)
    assert lines.totals(taxed, currency).tax.minor == sum(taxes.on(whole, r).minor for r in rates)
    assert all(sum(t.amount.minor for t in each.taxes) == each.tax.minor for each in taxed)
    assert (
        sum(t.amount.minor for t in taxes.summed(taxed)) == lines.totals(taxed, currency).tax.minor
    )


def test_fault_75_line_tax_and_total_tax_cannot_differ() -> None:
    """Rounded line by line, 8.875 % of three times 33.33 would be 8.88: of the total it is 8.87."""
    items = tuple(item(n, 3333) for n in (1, 2, 3))

    taxed = taxes.levied(items, TaxRate("Sales tax", 88_750))

    assert [each.tax.minor for each in taxed] == [296, 296, 295]
    assert lines.totals(taxed, "USD").tax == Money(887, "USD")


def test_a_tax_is_levied_on_the_lines_it_applies_to() -> None:
    taxed = taxes.levied((item(1, 1000), item(2, 5000)), TaxRate("VAT", 200_000), of=[2])

    assert [each.tax.minor for each in taxed] == [0, 1000]
    assert taxes.summed(taxed) == (TaxLine("VAT", 200_000, Money(1000, "USD")),)
    assert taxes.levied(taxed, TaxRate("VAT", 200_000), of=[]) == taxed


def test_a_tax_known_only_for_the_whole_is_shared_by_what_lines_cost() -> None:
    spread = taxes.spread((item(1, 1000), item(2, 0), item(3, 2000)), tax(100))

    assert [each.tax.minor for each in spread] == [33, 0, 67]


def tax(minor: int) -> TaxLine:
    return TaxLine("VAT", None, Money(minor, "USD"))


def test_a_tax_without_a_name_is_still_shown() -> None:
    assert taxes.summed((item(1, 1000, tax=Money(200, "USD")),)) == (
        TaxLine("Tax", None, Money(200, "USD")),
    )


TREE = (
    item(1, 1000, tax=Money(100, "USD")),
    item(2, 200, parent=1, recurring=False),
    item(3, 30, parent=2),
    item(4, 0, category="Public IP"),
    item(5, 0, category="Public IP"),
    item(6, 0),
    item(7, 700, parent=6),
)


def test_a_top_level_line_comes_to_the_sum_of_its_parts() -> None:
    branches = lines.tree(TREE)

    assert [(each.item.position, each.amount.minor) for each in branches] == [
        (1, 1230),
        (4, 0),
        (5, 0),
        (6, 700),
    ]
    assert [each.parts[0].item.position for each in branches if each.parts] == [2, 7]
    assert sum((each.amount.minor for each in branches), 0) == lines.totals(TREE, "USD").net.minor


def test_free_lines_are_counted_and_not_listed() -> None:
    listed = lines.listed(lines.tree(TREE))

    assert [each.item.position for each in listed] == [1, 6]
    assert lines.free_counts(TREE) == (("Public IP", 2),)


def test_totals_are_told_four_ways() -> None:
    totals = lines.totals(TREE, "USD")

    assert (totals.recurring.minor, totals.one_time.minor) == (1730, 200)
    assert (totals.recurring_tax.minor, totals.one_time_tax.minor) == (100, 0)
    assert totals.total == totals.net + totals.tax == Money(2030, "USD")
