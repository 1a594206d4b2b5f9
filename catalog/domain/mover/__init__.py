"""The mover: brings every image to where it should be (docs/adr/0003 and 0005)."""

from catalog.domain.mover.loop import Mover, run_forever

__all__ = ["Mover", "run_forever"]
