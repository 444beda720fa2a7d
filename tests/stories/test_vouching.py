"""What a workspace vouches for links; what was proven by a code stays."""

import pytest

from assistant.vouching import Vouched, vouch
from tests.stories.house import House

AT = "T01SELLER/U01NEW"


async def vouched(house: House, email: str | None, slack: str = AT) -> bool:
    known = Vouched(slack, email)
    return await house.database.write(lambda tx: vouch(tx, known, now=house.clock()))


async def test_it_links_once_and_tells_by_mail_once(office: House) -> None:
    news = [await vouched(office, "noura@dune.example") for _ in range(3)]
    await office.work()

    assert news == [True, False, False]
    assert (await office.ask(AT, "help")).person_id == "per_noura_dune"
    assert [each.address for each in office.mail.sent] == ["noura@dune.example"]


@pytest.mark.parametrize(
    "email", [None, "nobody@dune.example", "not an address", "nöura@dune.example"]
)
async def test_a_profile_that_names_nobody_any_more_ends_the_link(
    office: House, email: str | None
) -> None:
    await vouched(office, "noura@dune.example")

    await vouched(office, email)

    assert (await office.ask(AT, "help")).outcome == "stranger"


async def test_a_profile_that_names_somebody_else_moves_the_link(office: House) -> None:
    await vouched(office, "noura@dune.example")

    await vouched(office, "gus@globex.example")

    assert (await office.ask(AT, "help")).person_id == "per_gus_globex"


async def test_what_was_proven_by_a_code_or_set_by_the_operator_stays(office: House) -> None:
    for email in ("noura@dune.example", None):
        assert not await vouched(office, email, slack="T02ACME/U02DANA")

    assert (await office.ask("dana", "help")).person_id == "per_dana_acme"
