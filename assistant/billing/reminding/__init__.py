"""Reminding people of invoices, and never anybody of what they do not owe."""
