"""What agents look up and prepare across accounts; for nobody else, and no customer hears of it."""
