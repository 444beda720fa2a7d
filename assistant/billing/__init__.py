"""The billing core: accounts, invoices, offers, payments and the ledger that is the truth."""
