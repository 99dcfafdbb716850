"""The generator over any langchain chat model: a prompt of data between delimiters, a deadline, and lines."""

from __future__ import annotations

import logging
import queue
import re
import secrets
import threading
import time
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Final

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage
from langchain_core.prompt_values import PromptValue
from langchain_core.prompts import ChatPromptTemplate

from assistant.errors import GeneratorDown, GeneratorTimeout
from assistant.generator import Rewording
from index.access import AccessLabel
from index.vietnamese import normalise

_log = logging.getLogger(__name__)

_MOST_REPLY: Final = 20_000
_LETTERS: Final = "bcdfghjkmnpqrstvwxz"
_ID = (
    r"(?=[a-zA-Z]*\d)[a-zA-Z0-9]{1,8}"  # whatever a model takes for an id, so that none is left in a sentence
)
_MARK = re.compile(rf"\[\s*({_ID}(?:[\s,;]+{_ID})*)\s*\]")
_THOUGHT = re.compile(r"\A.*</think(?:ing)?>", re.DOTALL)
_BULLET = re.compile(r"^(?:[-*•–:]|\d{1,2}[.)])\s+")
_MEANT_FOR_SHAPING = "\u200c\u200d"  # Bengali is not written rightly without them
_VARIANTS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_BRACKETS = str.maketrans("<>[]{}", "‹›()()")


@dataclass(frozen=True, slots=True)
class ChatGenerator:
    """Words facts with a chat model; `seconds` bounds each question, waiting for a free slot included.

    A call that outlives its deadline is left to end by itself and holds its slot until then, so that a
    model that hangs costs `slots` threads and no more.
    """

    model: BaseChatModel
    ceiling: AccessLabel
    seconds: float
    slots: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(4))
    name: str = ""

    def rewrite(self, question: str, language: str, facts: Sequence[str]) -> tuple[Rewording, ...]:
        """Ask the model; as the protocol says. Ids are opaque and made anew, so that no text can name one."""
        data = [as_data(fact) for fact in facts]
        ids = _fresh_ids(len(data))
        fence = secrets.token_hex(6)
        prompt = _template(language).invoke(
            {
                "question": as_data(question),
                "facts": "\n".join(f"[{i}] {text}" for i, text in zip(ids, data, strict=True)),
                "open": f"<<<{fence}",
                "close": f"{fence}>>>",
            }
        )
        return sentences(self._ask(prompt), {i: n for n, i in enumerate(ids)})

    def _ask(self, prompt: PromptValue) -> str:
        """Return the model's reply, waited for no longer than `seconds`."""
        begun = time.monotonic()
        if not self.slots.acquire(timeout=self.seconds):
            raise GeneratorTimeout("every slot of the chat model is taken")
        replies: queue.SimpleQueue[AIMessage | Exception] = queue.SimpleQueue()

        def work() -> None:
            try:
                replies.put(self.model.invoke(prompt))
            except Exception as failed:  # a model of whoever's making fails in ways of its own
                replies.put(failed)
            finally:
                self.slots.release()

        threading.Thread(target=work, name="chat-model", daemon=True).start()
        try:
            reply = replies.get(timeout=max(0.0, begun + self.seconds - time.monotonic()))
        except queue.Empty:
            raise GeneratorTimeout(f"the chat model took more than {self.seconds:g} s") from None
        if isinstance(reply, Exception):
            _log.warning("the chat model failed: %s: %.300s", type(reply).__name__, reply)
            raise GeneratorDown("the chat model failed") from reply
        return str(reply.text)


def as_data(text: str) -> str:
    """Return text that a prompt can hold as data: one line, no bracket of ours, nothing invisible.

    Unicode tags and other characters that a reader does not see but a model reads are taken out.
    """
    seen = "".join(
        c if c in _MEANT_FOR_SHAPING or unicodedata.category(c)[0] != "C" else " " if c.isspace() else ""
        for c in _VARIANTS.sub("", text)
    )
    return " ".join(seen.translate(_BRACKETS).split())


def sentences(reply: str, known: dict[str, int]) -> tuple[Rewording, ...]:
    """Read a reply of lines `[id][id] sentence`; ids that are not `known` are dropped."""
    found = []
    for line in _THOUGHT.sub("", reply[:_MOST_REPLY]).splitlines():
        marks = [i for group in _MARK.findall(line) for i in re.findall(_ID, group)]
        text = _BULLET.sub("", as_data(normalise(_MARK.sub(" ", line))).strip("` "))
        if any(c.isalnum() for c in text):
            facts = dict.fromkeys(known[i.lower()] for i in marks if i.lower() in known)
            found.append(Rewording(text, tuple(facts)))
    return tuple(found)


def _fresh_ids(count: int) -> list[str]:
    """Return `count` different ids such as k7f2, which nothing written before can foresee."""
    ids: set[str] = set()
    while len(ids) < count:
        letters, digits = (secrets.choice(_LETTERS) for _ in "ab"), (secrets.choice("23456789") for _ in "ab")
        ids.add("".join(c for pair in zip(letters, digits, strict=True) for c in pair))
    return sorted(ids, key=lambda _: secrets.randbits(32))


@cache
def _template(language: str) -> ChatPromptTemplate:
    text = files("prompts").joinpath(f"compose.{language}.md").read_text(encoding="utf-8")
    system, asked = text.split("\n---\n")
    return ChatPromptTemplate.from_messages([("system", system.strip()), ("human", asked.strip())])
