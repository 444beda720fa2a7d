"""The operator's door: a terminal. Command names and JSON fields are stable, scripts rely on them.

Everything heavy is imported by the command that needs it, so that ``--help`` is instant.
"""

import typer

from assistant.cli import (
    agreeing,
    asking,
    deciding,
    importing,
    keeping,
    noticing,
    reading,
    ruling,
    running,
    slack,
    switching,
)
from assistant.cli.doctor import doctor
from assistant.cli.stopping import Commands

app = typer.Typer(
    cls=Commands,
    help="Invoices and payments by conversation: in Slack, by e-mail, at this terminal.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
app.command()(running.demo)
app.command()(running.serve)
app.command()(asking.ask)
app.command()(asking.chat)
app.command()(reading.parse)
app.command("read-mail")(reading.read_mail)
app.command()(doctor)
app.command()(keeping.outbox)
app.command()(switching.stop)
app.command()(switching.resume)
app.command("import")(importing.import_)
app.command()(agreeing.reconcile)
app.add_typer(keeping.db, name="db")
keeping.audit.command()(deciding.held)
app.add_typer(keeping.audit, name="audit")
app.add_typer(ruling.account, name="account")
app.add_typer(ruling.person, name="person")
app.add_typer(noticing.notices, name="notices")
app.add_typer(slack.slack, name="slack")

__all__ = ["app"]
