"""The Stripe edge: the gateway in Stripe's words; its raw objects die here."""
