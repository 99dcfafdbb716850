"""What can be asked next: other aspects of the record that was cited, other articles of the act."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from types import SimpleNamespace
from typing import Any, Final

from assistant.aspects import asked
from index.provisions import Provision, Unit

_MOST: Final = 4
_ARTICLES: Final = 3
_LONGEST: Final = 90
_FINAL: Final = ("hiệu lực", "điều khoản thi hành", "tổ chức thực hiện", "trách nhiệm thi hành")


def follow_ups(
    answer: Mapping[str, Any],
    earlier: Iterable[str],
    provisions_of: Callable[[str], Sequence[Provision]],
    words: SimpleNamespace,
) -> tuple[str, ...]:
    """Return questions that what is held can answer and that were not asked in this conversation.

    They are made from the card of the answer where it has one, else from the articles of the first act cited
    that has any besides new wording of others; those that come after the cited ones before the rest.
    """
    past = {aspect.name for question in (*earlier, answer["understood_as"]) for aspect in asked(question)}
    card = answer["procedure"]
    if card is not None:
        return tuple(_of_card(card, past, words))[:_MOST]
    cited = {c["document"]["id"]: c["document"] for c in answer["citations"] if c["document"]["number"]}
    offers = (tuple(_of_act(answer, act, provisions_of(identity), words)) for identity, act in cited.items())
    return next((offer for offer in offers if offer), ())


def _of_card(card: Mapping[str, Any], past: set[str], words: SimpleNamespace) -> Iterable[str]:
    known = {
        "papers": bool(card["papers"]),
        "time_limit": any(channel["time"] for channel in card["channels"]),
        "fee": any(channel["fee"] for channel in card["channels"]),
        "where": card["address"] is not None or card["body"] is not None,
        "body": card["authority"] is not None,
        "conditions": card["conditions"] is not None,
        "result": card["result"] is not None,
    }
    name = card["name"].removesuffix(f"({card['code']})").strip(" .;")
    for aspect, pattern in vars(words.follow.aspects).items():
        if known[aspect] and aspect not in past:
            yield pattern.format(name=name[:1].lower() + name[1:])


def _of_act(
    answer: Mapping[str, Any],
    act: Mapping[str, Any],
    provisions: Sequence[Provision],
    words: SimpleNamespace,
) -> Iterable[str]:
    own = (c["locator"] for c in answer["citations"] if c["document"]["id"] == act["id"])
    cited = {" ".join(locator.split(" ")[:2]) for locator in own}
    articles = [p for p in provisions if p.unit is Unit.ARTICLE and p.amends is None and p.heading]
    at = max((place for place, p in enumerate(articles) if p.locator in cited), default=-1)
    in_turn = [p for p in (*articles[at + 1 :], *articles[: at + 1]) if p.locator not in cited and _tells(p)]
    name = f"{act['kind']} {act['number']}"
    return [
        words.follow.article.format(place=p.locator, act=name, heading=_heading(p))
        for p in in_turn[:_ARTICLES]
    ]


def _tells(article: Provision) -> bool:
    heading = _heading(article).casefold()
    return 0 < len(heading) <= _LONGEST and not heading.startswith(_FINAL)


def _heading(article: Provision) -> str:
    """Return an article's heading without its number, beginning in lower case."""
    heading = article.heading.removeprefix(article.locator).strip(" .:")
    return heading[:1].lower() + heading[1:]
