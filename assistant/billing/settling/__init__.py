"""What a provider's answer does to the books: a payment ends once, whoever reports it."""
