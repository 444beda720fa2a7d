"""Where accounts, contacts and invoices come from: a file, read strictly, or the provider.

``fields`` reads one cell, ``layout`` says which columns there are, ``tables`` and ``documents``
read CSV and JSON into raw records, ``records`` checks them, and ``entering`` brings them into the
books. A file is entered whole or not at all. ``mirroring`` does the same for what the provider
keeps, and ``following`` is the tail that keeps up with it.
"""
