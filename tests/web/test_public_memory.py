from catalog.web.public.memory import LIFE_SECONDS, Body, PageMemory


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def body(size: int) -> Body:
    return Body(b"x" * size, "text/html")


def test_what_was_made_a_moment_ago_is_known() -> None:
    clock = Clock()
    memory = PageMemory(now=clock)
    memory.put("a", body(1))
    clock.now = LIFE_SECONDS
    assert memory.get("a") == body(1)
    clock.now += 1
    assert memory.get("a") is None
    assert memory.get("b") is None


def test_what_was_asked_for_longest_ago_goes_first() -> None:
    memory = PageMemory(100)
    for mark in "abcdefghij":
        memory.put(mark, body(10))
    memory.get("a")
    memory.put("k", body(10))
    assert memory.get("b") is None
    assert memory.get("a") == body(10)


def test_the_same_page_again_takes_no_more_room() -> None:
    memory = PageMemory(100)
    memory.put("z", body(1))
    for _ in range(20):
        memory.put("a", body(10))
    assert memory.get("z") == body(1)


def test_huge_pages_are_not_kept() -> None:
    memory = PageMemory(100)
    memory.put("a", body(11))
    assert memory.get("a") is None
