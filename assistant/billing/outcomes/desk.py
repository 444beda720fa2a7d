"""What billing answers where agents take part: operations, cases, accounts."""

from assistant.billing.outcomes.accounts import AccountsOutcome
from assistant.billing.outcomes.cases import CaseOutcome
from assistant.billing.outcomes.operations import OperationOutcome

DeskOutcome = OperationOutcome | CaseOutcome | AccountsOutcome
