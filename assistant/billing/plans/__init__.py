"""Paying on a day ahead: by date, or by itself."""
