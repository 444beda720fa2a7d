"""What was meant, perhaps, where an invoice is none of theirs or its number has a slip in it."""

from dataclasses import replace

from sqlalchemy.engine import Connection

from assistant import policy, understand
from assistant.billing import outcomes as billing
from assistant.billing.contacts import accounts
from assistant.billing.invoices import nearby
from assistant.billing.model import Asker
from assistant.command import ListInvoices, NotUnderstood
from assistant.outcome import Outcome
from assistant.request import Actor, Membership


def suggested(
    tx: Connection, actor: Actor, account: Membership | None, asker: Asker, outcome: Outcome
) -> Outcome:
    """The same refusal with own numbers to choose from; the choice is theirs to say."""
    if not isinstance(outcome, billing.InvoiceNotFound | NotUnderstood):
        return outcome
    if isinstance(outcome, billing.InvoiceNotFound) and len(actor.memberships) > 1:
        owner = accounts.owner_of(tx, actor.account_ids, outcome.number)
        names = [each.account for each in actor.memberships if each.account_id == owner]
        if names:
            return replace(outcome, elsewhere=names[0])
    if policy.lacking(ListInvoices(), account, asker.now) is not None:
        return outcome
    if isinstance(outcome, billing.InvoiceNotFound):
        return replace(outcome, near=nearby.near(tx, asker, outcome.number))
    almost = None if outcome.nearest else understand.almost_a_number(asker.words)
    if almost is None:
        return outcome
    say, written = almost
    own = tuple(say.format(number) for number in nearby.near(tx, asker, written))
    return outcome.model_copy(update={"nearest": own})
