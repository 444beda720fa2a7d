"""All of billing's SQL, and nothing else; private to billing.

Every look-up on behalf of a person takes the account id. The caller opens the transaction, nobody
here commits, and uniqueness is the database's job.
"""
