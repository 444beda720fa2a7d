"""One drawing of a card for each channel."""
