"""Text -> command, and the masking of secrets; pure, so the same text always reads the same."""

from assistant.masking import Masked, mask
from assistant.understand.agents import may_be_for_agents, read_as_agent
from assistant.understand.almost import almost_a_number
from assistant.understand.cases import read_case
from assistant.understand.instead import read_successor
from assistant.understand.it import names_it
from assistant.understand.linking import looks_like_a_code, read_as_stranger
from assistant.understand.meant import Reading
from assistant.understand.named import the_invoice_in
from assistant.understand.phrases import is_small_talk
from assistant.understand.rather import (
    Rather,
    begins_with_yes,
    read_part_shown,
    read_rather,
    which_to_pay,
)
from assistant.understand.reading import read
from assistant.understand.reopening import wants_it_reopened
from assistant.understand.scope import customers_in
from assistant.understand.several import SAID, is_part

__all__ = [
    "SAID",
    "Masked",
    "Rather",
    "Reading",
    "almost_a_number",
    "begins_with_yes",
    "customers_in",
    "is_part",
    "is_small_talk",
    "looks_like_a_code",
    "mask",
    "may_be_for_agents",
    "names_it",
    "read",
    "read_as_agent",
    "read_as_stranger",
    "read_case",
    "read_part_shown",
    "read_rather",
    "read_successor",
    "the_invoice_in",
    "wants_it_reopened",
    "which_to_pay",
]
