"""Documents: facts go in, a file comes out, made in a process of its own.

``office`` reads the facts and has the file made, ``press`` keeps the process that makes it, and
everything below is pure: facts, a reader and the seller's own details in, bytes out.
"""
