import uuid

from fake_agent.randomness import Randomness


def test_the_same_seed_gives_the_same_identifiers() -> None:
    first, second = Randomness(7), Randomness(7)
    assert [first.identifier() for _ in range(5)] == [second.identifier() for _ in range(5)]


def test_another_seed_gives_others() -> None:
    assert Randomness(7).identifier() != Randomness(8).identifier()


def test_an_identifier_is_a_guid_of_version_4_in_lower_case() -> None:
    identifier = Randomness(0).identifier()
    assert uuid.UUID(identifier).version == 4
    assert identifier == identifier.lower()


def test_a_stream_goes_on_where_it_was() -> None:
    randomness = Randomness(7)
    assert randomness.stream("a") is randomness.stream("a")
    assert randomness.stream("a").random() != randomness.stream("a").random()


def test_what_one_stream_gives_does_not_depend_on_how_often_another_was_asked() -> None:
    quiet, busy = Randomness(7), Randomness(7)
    for _ in range(100):
        busy.stream("requests").random()
    assert quiet.stream("agent").random() == busy.stream("agent").random()
