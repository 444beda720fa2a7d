"""The whole product on one page of a laptop: ``assistant demo``."""

from assistant.sandbox.demo.running import run

__all__ = ["run"]
