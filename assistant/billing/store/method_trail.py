"""Find methods and their pages by whatever the operator has in hand."""

from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.engine import Connection

from assistant.billing.store.tables.events import events, gateway_events
from assistant.billing.store.tables.methods import method_pages, methods


def pages_and_methods(tx: Connection, thing: str) -> tuple[list[Any], list[Any]]:
    """Pages and methods that this id, request, person or provider's reference has to do with."""
    asked = or_(
        method_pages.c.id == thing,
        method_pages.c.request_id == thing,
        method_pages.c.gateway_ref == thing,
        method_pages.c.method_id == thing,
        method_pages.c.person_id == thing,
    )
    pages = list(tx.execute(select(method_pages).where(asked).order_by(method_pages.c.created_at)))
    added = [page.method_id for page in pages if page.method_id]
    saved = or_(
        methods.c.id.in_([thing, *added]),
        methods.c.gateway_ref == thing,
        methods.c.added_by == thing,
    )
    return pages, list(tx.execute(select(methods).where(saved).order_by(methods.c.id)))


def told_and_heard(
    tx: Connection, subjects: list[str], refs: list[str]
) -> tuple[list[Any], list[Any]]:
    """The facts told about these subjects, and the webhooks about what the provider calls so."""
    if not subjects:
        return [], []
    about = or_(*(events.c.about.startswith(f"{each}:", autoescape=True) for each in subjects))
    facts = select(events).where(about).order_by(events.c.at)
    hooks = select(gateway_events).where(gateway_events.c.object_id.in_(refs))
    return list(tx.execute(facts)), list(tx.execute(hooks.order_by(gateway_events.c.received_at)))
