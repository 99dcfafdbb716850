"""What a chat model is to the assistant: something that words facts anew, and is believed in nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from index.access import AccessLabel


@dataclass(frozen=True, slots=True)
class Rewording:
    """One sentence of a model; `facts` are the indices of the facts it says it took it from, maybe none."""

    text: str
    facts: tuple[int, ...]


class Generator(Protocol):
    """Rewrites evidence into statements and knows nothing of citations; what it returns is yet unverified.

    Failure: `GeneratorTimeout` when it took longer than it may, `GeneratorDown` when it failed in any other
    way. Whoever calls it goes on without it.
    """

    @property
    def name(self) -> str:
        """The model's name, as records keep it."""
        ...

    @property
    def ceiling(self) -> AccessLabel:
        """The highest label it may see; what carries a higher one must not be passed to `rewrite`."""
        ...

    def rewrite(self, question: str, language: str, facts: Sequence[str]) -> tuple[Rewording, ...]:
        """Word the facts that answer a question, in its order; empty where the model said nothing.

        Raises:
            GeneratorTimeout, GeneratorDown: as the class says.
        """
        ...
