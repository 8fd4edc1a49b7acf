"""Each claim of ``docs/parity.md`` has a grade, a source, and tests that exist."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
GRADES = {"recorded", "documented", "reported", "chosen"}
HEADER = ("behaviour", "grade", "source", "witness")
RULE = re.compile(r"[-: ]+")
CODE = re.compile(r"`([^`]+)`")


@dataclass(frozen=True)
class Claim:
    """One row of the page."""

    behaviour: str
    grade: str
    source: str
    witnesses: tuple[str, ...]


def cells(line: str) -> tuple[str, ...]:
    """The cells of a table's line."""
    return tuple(cell.strip() for cell in line.strip().strip("|").split("|"))


def claims(page: str) -> Iterator[Claim]:
    """The rows of all tables that have the four columns."""
    inside = False
    for line in page.splitlines():
        if not line.startswith("|"):
            inside = False
        elif cells(line) == HEADER:
            inside = True
        elif inside and not all(RULE.fullmatch(cell) for cell in cells(line)):
            behaviour, grade, source, witness = cells(line)
            yield Claim(behaviour, grade, source, tuple(CODE.findall(witness)))


@cache
def definitions(path: Path) -> ast.Module | None:
    """What a file defines; None where there is no such file."""
    return ast.parse(path.read_text(encoding="utf-8")) if path.is_file() else None


def exists(witness: str) -> bool:
    """Whether ``tests/file.py::Class::test`` or ``tests/file.py::test`` is there."""
    file, *names = witness.split("::")
    node: ast.Module | ast.ClassDef | ast.FunctionDef | None = definitions(ROOT / file)
    for name in names:
        node = next(
            (
                child
                for child in (node.body if node is not None else ())
                if isinstance(child, ast.ClassDef | ast.FunctionDef) and child.name == name
            ),
            None,
        )
    return isinstance(node, ast.FunctionDef) and names[-1].startswith("test_")


def problems(page: str) -> list[str]:
    """What is wrong with a page, a sentence each."""
    found = []
    for claim in claims(page):
        if claim.grade not in GRADES:
            found.append(f"'{claim.behaviour}' has the grade '{claim.grade}', which is none")
        if not claim.source:
            found.append(f"'{claim.behaviour}' has no source")
        if not claim.witnesses:
            found.append(f"'{claim.behaviour}' has no witness")
        found += [f"'{claim.behaviour}' names {name}, which is no test" for name in claim.witnesses if not exists(name)]
    return found


def test_every_claim_has_a_grade_a_source_and_witnesses_that_exist() -> None:
    page = (ROOT / "docs" / "parity.md").read_text(encoding="utf-8")
    assert len(list(claims(page))) > 100
    assert problems(page) == []


def test_no_claim_is_made_twice() -> None:
    page = (ROOT / "docs" / "parity.md").read_text(encoding="utf-8")
    behaviours = [claim.behaviour for claim in claims(page)]
    assert len(behaviours) == len(set(behaviours))


WITNESS = "tests/test_parity.py::test_no_claim_is_made_twice"


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (f"| it works | chosen | ours | `{WITNESS}` |", []),
        (f"| it works | seen | ours | `{WITNESS}` |", ["'it works' has the grade 'seen', which is none"]),
        (f"| it works |  | ours | `{WITNESS}` |", ["'it works' has the grade '', which is none"]),
        (f"| it works | chosen |  | `{WITNESS}` |", ["'it works' has no source"]),
        ("| it works | chosen | ours |  |", ["'it works' has no witness"]),
        (
            "| it works | chosen | ours | `tests/test_parity.py::test_nothing` |",
            ["'it works' names tests/test_parity.py::test_nothing, which is no test"],
        ),
        (
            "| it works | chosen | ours | `tests/test_nowhere.py::test_it` |",
            ["'it works' names tests/test_nowhere.py::test_it, which is no test"],
        ),
        (
            "| it works | chosen | ours | `tests/test_parity.py::problems` |",
            ["'it works' names tests/test_parity.py::problems, which is no test"],
        ),
        (
            "| it works | chosen | ours | `tests/test_parity.py` |",
            ["'it works' names tests/test_parity.py, which is no test"],
        ),
    ],
)
def test_a_claim_that_is_wrong_is_found(row: str, problem: list[str]) -> None:
    page = f"| behaviour | grade | source | witness |\n|---|---|---|---|\n{row}\n\n| other | table |"
    assert problems(page) == problem
