"""The XPath of event queries: ``*[System[Provider[@Name='X'] and (EventID=1 or EventID=2) and Level<=3]]``.

That is what scripts write by hand and what the event viewer makes. ``ValueError`` for what is none of it.
"""

import re
from collections.abc import Callable

from fake_agent.windows.event_log import Event

Test = Callable[[Event, float], bool]

_TOKEN = re.compile(
    r"\s*(?:(?P<text>'[^']*'|\"[^\"]*\")|(?P<operator><=|>=|!=|=|<|>|\[|\]|\(|\)|,|\*|@)|(?P<word>[\w.]+))"
)
_TIME_DIFFERENCE = ("timediff", "(", "@", "systemtime", ")")
_COMPARISONS: dict[str, Callable[[float, float], bool]] = {
    "=": lambda one, other: one == other,
    "!=": lambda one, other: one != other,
    "<": lambda one, other: one < other,
    ">": lambda one, other: one > other,
    "<=": lambda one, other: one <= other,
    ">=": lambda one, other: one >= other,
}


def parse(text: str) -> Test:
    """The test that a query stands for; it is given an event and the time."""
    plain = text.strip()
    if plain == "*":
        return lambda _event, _now: True
    tokens, position = [], 0
    while position < len(plain):
        match = _TOKEN.match(plain, position)
        if match is None:
            raise ValueError(text)
        tokens.append(match.group().strip())
        position = match.end()
    return _Parser(tokens).query()


class _Parser:
    def __init__(self, tokens: list[str]) -> None:
        self.tokens = tokens
        self.place = 0

    def query(self) -> Test:
        self.expect("*", "[", "System", "[")
        test = self.either()
        self.expect("]", "]")
        if self.place != len(self.tokens):
            raise ValueError(self.tokens[self.place])
        return test

    def expect(self, *wanted: str) -> None:
        for token in wanted:
            if self.take().casefold() != token.casefold():
                raise ValueError(token)

    def peek(self) -> str:
        return self.tokens[self.place].casefold() if self.place < len(self.tokens) else ""

    def take(self) -> str:
        if self.place >= len(self.tokens):
            raise ValueError("end of the query")
        self.place += 1
        return self.tokens[self.place - 1]

    def either(self) -> Test:
        tests = [self.both()]
        while self.peek() == "or":
            self.take()
            tests.append(self.both())
        return lambda event, now: any(test(event, now) for test in tests)

    def both(self) -> Test:
        tests = [self.term()]
        while self.peek() == "and":
            self.take()
            tests.append(self.term())
        return lambda event, now: all(test(event, now) for test in tests)

    def term(self) -> Test:
        if self.peek() == "(":
            self.take()
            inner = self.either()
            self.expect(")")
            return inner
        name = self.take().casefold()
        return {"provider": self.provider, "timecreated": self.created}.get(name, lambda: self.number(name))()

    def provider(self) -> Test:
        """``Provider[@Name='X' or @Name='Y']``."""
        self.expect("[")
        names = []
        while True:
            self.expect("@", "Name", "=")
            names.append(self.take().strip("'\"").casefold())
            if self.peek() != "or":
                break
            self.take()
        self.expect("]")
        return lambda event, _now: event.source.casefold() in names

    def created(self) -> Test:
        """``TimeCreated[timediff(@SystemTime) <= 86400000]``."""
        self.expect("[", *_TIME_DIFFERENCE)
        compare = self.comparison()
        limit = float(self.take())
        self.expect("]")
        return lambda event, now: compare((now - event.at) * 1000, limit)

    def number(self, name: str) -> Test:
        """``EventID = 7036``, ``Level<=3``, ``EventRecordID>5``."""
        readers: dict[str, Callable[[Event], int]] = {
            "eventid": lambda event: event.identifier,
            "level": lambda event: event.level,
            "eventrecordid": lambda event: event.record,
        }
        read = readers.get(name)
        if read is None:
            raise ValueError(name)
        compare = self.comparison()
        value = float(self.take().strip("'\""))
        return lambda event, _now: compare(read(event), value)

    def comparison(self) -> Callable[[float, float], bool]:
        found = _COMPARISONS.get(self.take())
        if found is None:
            raise ValueError("comparison")
        return found
