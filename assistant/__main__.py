"""``python -m assistant`` and the ``assistant`` command."""

import os

os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")  # looking for some takes 20 ms

from assistant.cli import app


def main() -> None:
    """Run the operator's door."""
    app()


if __name__ == "__main__":
    main()
