"""Run seeded worlds and look for anything that must not be: ``python -m bench.simulate``.

``--seed`` chooses the world, ``--steps`` how long it lasts; ``--kills`` kills real processes, too.
Exit status 1 when something did not hold; the seed that found it is printed.
"""

import argparse
import asyncio
import sys
import time
import traceback
from collections.abc import Callable, Coroutine
from functools import partial

from assistant import schema
from bench import kills, worlds
from bench.__main__ import log_aside
from bench.report import Figure, Report
from bench.world import created

SEEDS = (1, 2, 3)
STEPS = 300
KILLS = 20


def main() -> int:
    """Run what is asked for and print the figures."""
    parser = argparse.ArgumentParser(prog="python -m bench.simulate", description=__doc__)
    parser.add_argument("--seed", type=int, help=f"this world only, instead of {SEEDS}")
    parser.add_argument("--steps", type=int, default=STEPS, help="0: only kill")
    parser.add_argument("--kills", type=int, default=None, help="how many processes are killed")
    parser.add_argument("--database", help="an empty database of your own, for one run")
    asked = parser.parse_args()
    seeds = SEEDS if asked.seed is None else (asked.seed,)
    killed = asked.kills if asked.kills is not None else KILLS * (asked.seed is None)
    report = Report()
    held = True
    for number in seeds if asked.steps else ():
        print(f"world {number}, {asked.steps} steps")
        held &= tried(
            partial(live, number=number, steps=asked.steps, report=report), asked.database
        )
    if killed:
        print(f"{killed} kills, seed {seeds[0]}")
        kill = partial(kills.measure, kills=killed, number=seeds[0], report=report)
        held &= tried(kill, asked.database)
    return 0 if held else 1


def tried(run: Callable[[str], Coroutine[None, None, None]], url: str | None = None) -> bool:
    """Run on this database or a new SQLite file; False, with the reason printed, if not held."""
    if url is None:
        with worlds.empty("sqlite") as empty:
            return tried(run, empty)
    schema.upgrade(url)
    try:
        with log_aside():
            asyncio.run(run(url))
    except Exception:  # whatever went wrong is what was looked for
        traceback.print_exc(file=sys.stdout)
        print("NOT HELD: run it again with the seed above")
        return False
    return True


async def live(url: str, number: int, steps: int, report: Report) -> None:
    began = time.perf_counter()
    async with created(url, number) as world:
        for step in range(steps):
            try:
                await world.step()
            except Exception as error:
                error.add_note(f"at step {step + 1} of world {number}")
                raise
        await world.end()
    name = f"world_{number}"
    report.add(Figure(f"{name}_steps", steps / (time.perf_counter() - began), "steps/s"))
    report.add(Figure(f"{name}_charges", len(world.stripe.charges()), "charges"))
    report.add(Figure(f"{name}_cards", len(world.far.arrivals), "cards"))
    for what, times in sorted(world.happened.items()):
        report.add(Figure(f"{name}_{what}", times, "times"))


if __name__ == "__main__":
    sys.exit(main())
