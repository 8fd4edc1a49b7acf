from simulator import journal as journal_module
from simulator.journal import Journal


def test_entries_are_numbered_in_the_order_in_which_they_happened() -> None:
    journal = Journal()
    journal.append(0.0, "gateway", "accepted", operation="one")
    journal.append(1.5, "agent", "picked up", vm="win-vm", operation="one", settings="0.settings")
    assert [(entry.number, entry.time, entry.layer, entry.event) for entry in journal] == [
        (1, 0.0, "gateway", "accepted"),
        (2, 1.5, "agent", "picked up"),
    ]
    assert [entry.details for entry in journal] == [{}, {"settings": "0.settings"}]


def test_an_operation_has_its_own_entries() -> None:
    journal = Journal()
    for operation in ("one", "two", "", "one"):
        journal.append(0.0, "gateway", "polled", operation=operation)
    assert [entry.number for entry in journal.of_operation("one")] == [1, 4]
    assert journal.operations() == ("one", "two")


def test_numbers_go_on_after_the_journal_was_cleared() -> None:
    journal = Journal()
    journal.append(0.0, "gateway", "polled")
    journal.clear()
    journal.append(0.0, "gateway", "polled")
    assert [entry.number for entry in journal] == [2]


def test_the_oldest_entries_go_first_where_there_are_too_many() -> None:
    journal = Journal()
    for _ in range(journal_module.LIMIT + 1):
        journal.append(0.0, "gateway", "polled")
    assert len(journal) == journal_module.LIMIT
    assert next(iter(journal)).number == 2


def test_whoever_reads_sees_what_was_there_when_they_began() -> None:
    journal = Journal()
    journal.append(0.0, "gateway", "polled")
    reading = iter(journal)
    journal.append(0.0, "gateway", "polled")
    assert [entry.number for entry in reading] == [1]
