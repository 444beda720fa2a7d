"""A year of invoices and reminders in minutes, judged by rules written apart from ours."""
