"""Write ``docs/systems.md``: ``python -m tests.systems``."""

from tests.systems.page import PAGE, written

PAGE.write_text(written())
print(PAGE)
