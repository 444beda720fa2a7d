"""``docs/systems.md``, made from the tests that are marked as capabilities.

The table is true by construction: a line exists because a test of that name does.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "systems.md"

SYSTEMS = (
    "IBM SoftLayer portal",
    "DoiT CMP",
    "SoftLayer_Billing_Invoice",
    "Invoice.Service",
    "Invoca billing portal",
)
"""The order they are told in; any other name follows."""

HEAD = """\
# What the systems before it can do

Generated from the tests marked `@pytest.mark.capability`: do not edit, run
`python -m tests.systems`. Each line is a test that passes.
"""


@dataclass(frozen=True, slots=True)
class Capability:
    """Something a system can do, and the test that shows it here."""

    system: str
    what: str
    test: str
    file: str


def written() -> str:
    """The page as it has to be."""
    found = list(capabilities())
    named = dict.fromkeys([*SYSTEMS, *sorted(each.system for each in found)])
    parts = [HEAD]
    for system in named:
        lines = [_line(each) for each in found if each.system == system]
        if lines:
            parts += [f"\n## {system}\n\n| it can | shown by |\n|---|---|\n", *dict.fromkeys(lines)]
    return "".join(parts)


def _line(each: Capability) -> str:
    name = each.test.removeprefix("test_").replace("_", " ")
    return f"| {each.what.replace('|', '/')} | [{name}](../{each.file}) |\n"


def capabilities() -> Iterator[Capability]:
    """Every capability a test is marked with, file by file, as they stand there."""
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        source = path.read_text()
        if "mark.capability" in source:
            yield from _in(ast.parse(source), str(path.relative_to(ROOT)))


def _in(module: ast.Module, file: str) -> Iterator[Capability]:
    names = {
        target.id: node.value.value
        for node in module.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for test in ast.walk(module):
        if isinstance(test, ast.FunctionDef | ast.AsyncFunctionDef):
            for mark in test.decorator_list:
                if isinstance(mark, ast.Call) and _is_capability(mark.func):
                    system, what = (_text(each, names) for each in mark.args)
                    yield Capability(system, what, test.name, file)


def _is_capability(func: ast.expr) -> bool:
    return isinstance(func, ast.Attribute) and func.attr == "capability"


def _text(node: ast.expr, names: dict[str, object]) -> str:
    if isinstance(node, ast.Name):
        return str(names[node.id])
    return str(ast.literal_eval(node))
