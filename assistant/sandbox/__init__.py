"""Local counterparts of Slack, mail and Stripe, speaking the real protocols."""
