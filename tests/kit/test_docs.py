"""Every Python block of the README and of the documentation runs, or shows a part of a file that runs elsewhere."""

import re
from dataclasses import dataclass
from pathlib import Path

import pytest
from support import real_az

pytestmark = pytest.mark.suites

ROOT = real_az.CHECKOUT
PAGES = (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")))
BLOCK = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)
EXCERPT = re.compile(r"# (examples/\S+)\n(.*)", re.DOTALL)

STATEMENTS = """\
from pathlib import Path

def test_statements(run_command_simulator):
    exec(compile({code!r}, {name!r}, "exec"), {{"simulator": run_command_simulator}})
"""
"""A test around a block that is no test; ``simulator`` is one that runs."""


@dataclass(frozen=True)
class Block:
    """One block: of which page, the how manieth, and what it says."""

    page: Path
    number: int
    code: str

    @property
    def name(self) -> str:
        """A name for it."""
        return f"{self.page.stem.lower().replace('-', '_')}_{self.number}"

    @property
    def tests(self) -> int:
        """How many tests it has."""
        return len(re.findall(r"^def test_", self.code, re.MULTILINE))


BLOCKS = [
    Block(page, number, found[1])
    for page in PAGES
    for number, found in enumerate(BLOCK.finditer(page.read_text(encoding="utf-8")), 1)
]
EXCERPTS = [block for block in BLOCKS if EXCERPT.match(block.code)]
CODE = [block for block in BLOCKS if block not in EXCERPTS]


def test_python_blocks_run(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    az = real_az.find_az()
    monkeypatch.setenv("RUN_COMMAND_SIMULATOR_AZ", str(az or "/nowhere"))
    for block in CODE:
        text = block.code if block.tests else STATEMENTS.format(code=block.code, name=block.name)
        (pytester.path / f"test_{block.name}.py").write_text(text, encoding="utf-8")
    result = pytester.runpytest_subprocess("-p", "no:cacheprovider", "-q", timeout=300)
    count = sum(block.tests or 1 for block in CODE)
    skipped = (
        sum(len(re.findall(r"^def test_\w+\(az\b", block.code, re.MULTILINE)) for block in CODE) if az is None else 0
    )
    result.assert_outcomes(passed=count - skipped, skipped=skipped)
    assert count > len(CODE) > 5


@pytest.mark.parametrize("block", EXCERPTS, ids=lambda block: block.name)
def test_what_is_shown_of_an_example_is_there(block: Block) -> None:
    found = EXCERPT.match(block.code)
    assert found is not None
    assert found[2] in (ROOT / found[1]).read_text(encoding="utf-8")


@pytest.mark.parametrize("page", PAGES[1:], ids=lambda page: page.stem)
def test_what_a_page_links_to_is_there(page: Path) -> None:
    targets = re.findall(r"\]\(([^:)#]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
    assert [target for target in targets if not (page.parent / target).exists()] == []


def test_the_page_on_clients_shows_every_bug_and_its_test() -> None:
    shown = "".join(block.code for block in EXCERPTS)
    bugs = re.findall(r"^class (\w+)", (ROOT / "examples/clients/bugs.py").read_text(encoding="utf-8"), re.MULTILINE)
    tests = re.findall(
        r"^def (test_\w+)",
        (ROOT / "examples/clients/test_run_command_client.py").read_text(encoding="utf-8"),
        re.MULTILINE,
    )
    assert [name for name in (*bugs, *tests) if name not in shown] == []
