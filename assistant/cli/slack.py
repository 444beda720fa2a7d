"""``slack manifest``: what Slack is told of the app when it is created."""

import json
from typing import Annotated

import typer

from assistant.cli.stopping import StopError
from assistant.cli.world import known_settings

slack = typer.Typer(help="What Slack has to be told.", no_args_is_help=True)


@slack.callback()
def _group() -> None:
    """What Slack has to be told."""


@slack.command()
def manifest(
    http: Annotated[
        str, typer.Option(help="The public URL Slack reaches this server at (https://…).")
    ] = "",
    socket: Annotated[
        bool, typer.Option("--socket", help="Socket Mode: nothing has to be reachable.")
    ] = False,
) -> None:
    """Print the app's manifest as JSON, for “Create an app from a manifest”; touches nothing."""
    from assistant.workspaces.manifest import Reach
    from assistant.workspaces.manifest import manifest as made

    if http and socket:
        raise StopError("choose one: --socket, or --http with a URL")
    if http and not http.startswith("https://"):
        raise StopError(f"Slack sends to https URLs only, not to {http!r}")
    settings = known_settings()
    reach = Reach(http, settings.public_url, trusting=bool(settings.slack_trusted_teams))
    typer.echo(json.dumps(made(reach), indent=2, ensure_ascii=False))
