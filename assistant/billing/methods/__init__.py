"""Saved payment methods: arranged by people, added and removed at the provider by a tail."""

from assistant.billing.methods.arranging import (
    NewPage,
    add,
    listed,
    make_backup,
    make_default,
    remove,
    wire,
)

__all__ = ["NewPage", "add", "listed", "make_backup", "make_default", "remove", "wire"]
