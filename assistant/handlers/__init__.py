"""Doors: raw input in, a typed request out; a card in, the channel's drawing out."""
