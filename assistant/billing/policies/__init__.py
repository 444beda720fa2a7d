"""What an operator decides about an account and about people, with a record of every change."""
