"""The settings themselves: names that set nothing, and what goes together but is not complete."""

from collections.abc import Iterator, Mapping

from assistant import config
from assistant.cli.doctor.findings import Finding, not_set, ok, wrong
from assistant.config import Settings

CHECK = "settings"


def names(environment: Mapping[str, str] | None = None) -> list[Finding]:
    """Each variable with our prefix that sets nothing."""
    return [
        wrong(
            CHECK,
            f"{name} sets nothing",
            f"did you mean {nearest}?" if nearest else "docs/reference.md has them all",
        )
        for name, nearest in config.unknown(environment)
    ]


def examine(settings: Settings) -> list[Finding]:
    """Whether what is set can be meant together; the values themselves were read already."""
    return [*_browsers(settings), *_seller(settings)]


def _browsers(settings: Settings) -> Iterator[Finding]:
    """Where payment pages lead back to matters once money is real."""
    live = "_live_" in settings.stripe_api_key.get_secret_value()
    if settings.public_url.startswith("https://"):
        yield ok("public address", settings.home_url)
    elif live:
        yield wrong(
            "public address",
            f"customers' browsers cannot come back to {settings.home_url}",
            "set ASSISTANT_PUBLIC_URL to an https address that leads here",
        )
    else:
        yield not_set("public address", f"pages lead back to {settings.home_url}, here only")


def _seller(settings: Settings) -> Iterator[Finding]:
    if settings.seller_name:
        yield ok("seller", settings.seller_name)
    else:
        yield not_set("seller", "documents name nobody: ASSISTANT_SELLER_NAME")
