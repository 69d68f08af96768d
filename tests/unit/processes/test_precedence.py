"""A session gives way, though the kernel may not listen at once."""

from __future__ import annotations

from errno import EAGAIN, EROFS

from libs.processes.precedence import MOST_TRIES, NICE, session_gives_way


class Kernel:
    """Refuses with these errors, one after the other, then listens."""

    def __init__(self, *errors: int) -> None:
        self.errors = list(errors)
        self.heard: list[str] = []
        self.waits: list[float] = []

    def say(self, text: str) -> None:
        if self.errors:
            raise OSError(self.errors.pop(0), "refused")
        self.heard.append(text)

    def asked(self) -> list[str]:
        session_gives_way(self.say, self.waits.append)
        return self.heard


def test_it_is_said_again_until_it_is_taken() -> None:
    kernel = Kernel(EAGAIN, EAGAIN, EAGAIN)
    assert kernel.asked() == [str(NICE)]
    assert len(kernel.waits) == 3
    assert all(0.1 <= wait < 0.2 for wait in kernel.waits)


def test_where_there_are_no_sessions_nothing_is_said_again() -> None:
    kernel = Kernel(EROFS)
    assert kernel.asked() == []
    assert kernel.waits == []


def test_it_is_not_tried_for_ever() -> None:
    kernel = Kernel(*[EAGAIN] * (MOST_TRIES + 1))
    assert kernel.asked() == []
    assert len(kernel.waits) == MOST_TRIES
