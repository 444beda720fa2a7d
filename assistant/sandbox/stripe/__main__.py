"""Run the local Stripe as a process of its own: ``python -m assistant.sandbox.stripe``."""

import argparse
import asyncio
import signal
from pathlib import Path

from assistant.sandbox.stripe.counterpart import StripeCounterpart


def main() -> None:
    """Serve until SIGTERM or SIGINT; the first line printed is the URL."""
    parser = argparse.ArgumentParser(prog="python -m assistant.sandbox.stripe")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--webhook-url")
    parser.add_argument("--webhook-secret", help="sign with this instead of the sandbox's secret")
    parser.add_argument("--state", type=Path, help="keep everything in this JSON file")
    asyncio.run(_serve(parser.parse_args()))


async def _serve(asked: argparse.Namespace) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    counterpart = StripeCounterpart(state_path=asked.state, port=asked.port)
    if asked.webhook_url:
        counterpart.webhooks.register(
            asked.webhook_url, asked.webhook_secret or counterpart.webhook_secret
        )
    async with counterpart as stripe:
        print(stripe.url, flush=True)
        print(f"key {stripe.api_key} webhook secret {stripe.webhook_secret}", flush=True)
        await stop.wait()


if __name__ == "__main__":
    main()
