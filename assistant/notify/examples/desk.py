"""Examples of what the seller's own people are told, and of an agent's answer to a customer."""

from datetime import timedelta

from assistant.billing.events import CaseNews, CaseReplied, Event, OperationNews
from assistant.billing.events.cases import CaseLine
from assistant.notify.examples.acme import DANA, NOW, OF_ACME, SAM

_OPERATION = OperationNews(
    **OF_ACME,
    about="op_1",
    stage="proposed",
    operation_id="op_1",
    what="refund",
    minor=42000,
    currency="USD",
    reason="paid twice",
    number="123",
    result="1001",
    proposer="Sam Ode",
    approver="Uma Roy",
    problem="by_person",
    failure="",
    told=(SAM,),
)
_CASE = CaseNews(
    **OF_ACME,
    about="case_1",
    stage="opened",
    case_id="case_1",
    number=12,
    within_eu=False,
    subject="human",
    facts={"invoice": "123"},
    person="Dana Reyes",
    email="dana@acme.example",
    holder="Sam Ode",
    words="Why is 123 so high?",
    until=NOW + timedelta(days=1),
    transcript=(CaseLine(by="Dana Reyes", text="Why is 123 so high?", at=NOW),),
)
_STAGES = "proposed approved done on_its_way failed refused".split()
_OF_CASES = (
    "opened added reopened claimed released assigned snoozed woken noted replied resent resolved"
).split()
EVENTS: tuple[Event, ...] = (
    *(_OPERATION.model_copy(update={"stage": each}) for each in _STAGES),
    *(_CASE.model_copy(update={"stage": each}) for each in _OF_CASES),
    CaseReplied(
        **OF_ACME,
        by="Sam Ode",
        about="rep_1",
        case_id="case_1",
        number=12,
        words="There were two more seats in February; the detail is on page 2.",
        to=DANA,
        origin_channel="mail",
        origin_address="dana@acme.example",
        origin_place="",
    ),
)
