"""Measurements and simulations of the assistant; nothing the product imports."""
