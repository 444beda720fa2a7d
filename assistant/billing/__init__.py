"""The billing core: accounts, invoices, offers, payments and the ledger that is the truth.

From the bottom up, as imports run: ``money`` and ``model`` are the bookkeeper's words as values;
``outcomes`` what is answered, ``events`` what happened, ``gateway`` what a provider can be asked;
``store`` all the rows; ``ledger`` the truth. ``invoices``, ``paying`` and ``settling`` are an
invoice's life; ``contacts``, ``methods``, ``plans`` and ``operations`` what people arrange;
``intake`` brings in what others wrote. ``settle`` and ``refunding`` are the tails that move money,
``reconciling`` compares, and ``stripe`` is the only one that knows Stripe.
"""
