"""A fact is read back as it was written, whatever it is about."""

import pytest

from assistant.billing.events import Event, event_of
from tests.unit.outcome_examples import FACTS


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: fact.kind)
def test_a_fact_is_read_back_as_it_was_written(fact: Event) -> None:
    assert event_of(fact.model_dump(mode="json")) == fact
