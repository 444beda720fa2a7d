"""Who lives in a simulated year: accounts, their people in twelve time zones, and their wishes."""

import random
from dataclasses import dataclass, field
from datetime import datetime

ZONES = (
    "Pacific/Pago_Pago",
    "America/Los_Angeles",
    "America/New_York",
    "America/St_Johns",
    "America/Sao_Paulo",
    "Europe/London",
    "Europe/Berlin",
    "Asia/Kolkata",
    "Asia/Tokyo",
    "Australia/Lord_Howe",
    "Pacific/Auckland",
    "Pacific/Kiritimati",
)
"""From eleven hours behind UTC to fourteen before it; one changes its clocks by half an hour."""

LOCALES = ("en", "de", "fr", "es", "ja")
USUAL = (-7, 4, 10)
STAGES = (USUAL,) * 8 + ((-3, 1, 2), ())
TEAM = "T0YEAR"


@dataclass(frozen=True, slots=True)
class Somebody:
    """A person, and when and where they want to hear of things."""

    number: int
    timezone: str
    locale: str = "en"
    in_slack: bool = False
    slack_first: bool = False
    opens: int = 8
    closes: int = 18
    weekends: bool = False
    wants_reminders: bool = True

    @property
    def id(self) -> str:
        """As the tables have it."""
        return f"per_{self.number:06}"

    @property
    def email(self) -> str:
        """Where their mail goes."""
        return f"p{self.number}@customer.example"

    @property
    def slack(self) -> str:
        """Where they are in Slack, if they are."""
        return f"{TEAM}/U{self.number:06}"


@dataclass(frozen=True, slots=True)
class Place:
    """What somebody is at an account, until they leave it."""

    person: int
    account: int
    admin: bool
    reminders: bool
    escalations: bool
    payments: bool
    leaves: datetime | None = None


@dataclass(frozen=True, slots=True)
class Company:
    """An account: on which days from the due date its people are reminded."""

    number: int
    stages: tuple[int, ...]

    @property
    def id(self) -> str:
        """As the tables have it."""
        return f"acc_{self.number:06}"


@dataclass(frozen=True, slots=True)
class Society:
    """Everybody."""

    companies: tuple[Company, ...]
    people: tuple[Somebody, ...]
    places: tuple[Place, ...]
    at: dict[int, list[Place]] = field(default_factory=dict)


def drawn(dice: random.Random, accounts: int, contacts: int, leaving: list[datetime]) -> Society:
    """So many accounts and contacts; ``leaving`` are the moments at which some of those leave."""
    companies = tuple(Company(each, dice.choice(STAGES)) for each in range(accounts))
    people: list[Somebody] = []
    places: list[Place] = []
    for account in (*range(accounts), *dice.choices(range(accounts), k=contacts - accounts)):
        others = {each.person for each in places[-1:]} if places else set()
        known = people and dice.random() < 0.12
        person = dice.choice(people).number if known else len(people)
        if person in others or any(
            e.person == person and e.account == account for e in places[-8:]
        ):
            person = len(people)
        if person == len(people):
            people.append(_somebody(dice, person))
        places.append(_place(dice, person, account, leaving))
    unique = {(each.person, each.account): each for each in places}
    society = Society(companies, tuple(people), tuple(unique.values()))
    for each in society.places:
        society.at.setdefault(each.account, []).append(each)
    return society


def _place(dice: random.Random, person: int, account: int, leaving: list[datetime]) -> Place:
    return Place(
        person,
        account,
        admin=dice.random() < 0.5,
        reminders=dice.random() < 0.75,
        escalations=dice.random() < 0.15,
        payments=dice.random() < 0.1,
        leaves=dice.choice(leaving) if dice.random() < 0.02 else None,
    )


def _somebody(dice: random.Random, number: int) -> Somebody:
    opens, closes = dice.choice(((8, 18),) * 8 + ((6, 12), (22, 5)))
    in_slack = dice.random() < 0.3
    return Somebody(
        number,
        dice.choice(ZONES),
        dice.choice(LOCALES),
        in_slack=in_slack,
        slack_first=in_slack and dice.random() < 0.6,
        opens=opens,
        closes=closes,
        weekends=dice.random() < 0.06,
        wants_reminders=dice.random() > 0.03,
    )
