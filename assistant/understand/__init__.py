"""Text -> command, and the masking of secrets; pure, so the same text always reads the same."""

from assistant.understand.agents import may_be_for_agents, read_as_agent
from assistant.understand.mask import Masked, mask
from assistant.understand.reading import Reading, read

__all__ = ["Masked", "Reading", "mask", "may_be_for_agents", "read", "read_as_agent"]
