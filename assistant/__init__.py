"""Billing by conversation: invoices and payments in Slack, by e-mail and at a terminal."""
