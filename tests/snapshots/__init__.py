"""How every card looks in Slack, for people to read: a text file a card.

``python -m tests.snapshots`` writes them afresh; ``tests/unit/test_snapshots.py`` compares.
"""
