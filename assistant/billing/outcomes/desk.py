"""What billing answers where agents take part: operations, and cases."""

from assistant.billing.outcomes.cases import CaseOutcome
from assistant.billing.outcomes.operations import OperationOutcome

DeskOutcome = OperationOutcome | CaseOutcome
