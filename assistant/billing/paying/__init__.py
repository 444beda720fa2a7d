"""From what somebody wants to pay to a payment that is agreed on: offers and their limits."""
