"""``python -m assistant`` and the ``assistant`` command."""

from assistant.cli import app


def main() -> None:
    """Run the operator's door."""
    app()


if __name__ == "__main__":
    main()
