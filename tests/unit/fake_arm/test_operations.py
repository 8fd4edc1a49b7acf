"""The store of operations."""

from fake_arm.operations import Operation, Operations


def operation(number: int, kind: str = "runCommand") -> Operation:
    """An operation on one machine."""
    return Operation(f"id-{number}", kind, "SUB", "EastUS", "vm", float(number))


def test_one_is_found_by_subscription_location_and_id_in_any_case() -> None:
    operations = Operations()
    operations.begin(operation(1))
    assert operations.find("sub", "eastus", "ID-1") == operation(1)
    assert operations.find("other", "eastus", "id-1") is None
    assert operations.find("sub", "westus", "id-1") is None


def test_an_ended_operation_never_changes() -> None:
    operations = Operations()
    operations.begin(operation(1))
    assert operations.end("id-1", 5.0, "Succeeded") is True
    ended = operations.get("id-1")
    assert operations.end("id-1", 9.0, "Failed") is False
    assert operations.get("id-1") is ended


def test_running_ones_are_known_by_machine_and_kind() -> None:
    operations = Operations()
    operations.begin(operation(1))
    operations.begin(operation(2, "start"))
    assert operations.running("vm", "runCommand") == operation(1)
    assert operations.running_on("vm") == (operation(1), operation(2, "start"))
    operations.end("id-1", 5.0, "Succeeded")
    assert operations.running("vm", "runCommand") is None
    assert operations.running_on("vm") == (operation(2, "start"),)
    assert operations.running_on("other") == ()


def test_the_end_of_an_older_one_leaves_the_newer_running() -> None:
    operations = Operations()
    operations.begin(operation(1, "create"))
    operations.begin(operation(2, "create"))
    operations.end("id-1", 5.0, "Succeeded")
    assert operations.running("vm", "create") == operation(2, "create")


def test_polls_are_counted_for_each() -> None:
    operations = Operations()
    assert [operations.count_poll("a"), operations.count_poll("a"), operations.count_poll("b")] == [0, 1, 0]
