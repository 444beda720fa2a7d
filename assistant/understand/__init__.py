"""Text -> command, and masking of what must not be kept; pure, so the same text always reads the same."""

from assistant.understand.mask import Masked, mask
from assistant.understand.reading import Reading, read

__all__ = ["Masked", "Reading", "mask", "read"]
