"""Gathers the facts that an answer may be made of: from the best documents, and around what was found."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import product

from assistant.aspects import TERMS, Aspect
from assistant.evidence import Evidence
from assistant.facts import Fact, facts_of, heading_fact
from assistant.question import Question
from assistant.shelf import Shelf, Volume
from assistant.tables import load
from index.amendments import within
from index.document_store import DocumentHead
from index.documents import Kind
from index.endings import act_key
from index.provisions import Provision, Unit
from index.vietnamese import fold, normalise


def pinpointed(question: Question, named: Sequence[DocumentHead], shelf: Shelf) -> Iterator[Fact]:
    """Go over the very provisions that a question names, and over the wording that other acts gave them.

    "Điều 39 khoản 3 Nghị định 06/2021" is read at its place, and where the amending act quotes it anew; the
    latter also where the amended act itself is not held.
    """
    for head, wanted in product(named, _places(question)):
        yield from _within(head, shelf, wanted)
    held = {act_key(h.identity.number): h.identity.issuer for h in named if h.identity.number}
    acts = {**{act_key(number): None for number in question.references.numbers}, **held}
    for (act, issuer), wanted in product(acts.items(), _places(question)):
        for order in shelf.store.amendments.edges_to(act, shelf.principal, wanted, issuer=issuer):
            told, day = order.what, order.what.on
            if told.place and (day is None or day <= question.as_of):
                yield from _new_words(shelf.head(order.document_id), shelf, told.locator)


def _new_words(head: DocumentHead, shelf: Shelf, place: str) -> Iterator[Fact]:
    """Go over the wording that an order quotes; over the order itself where it quotes none."""
    volume = shelf.volume(head.id)
    quoted = [p for p in volume.provisions if p.locator.startswith(f"{place} «")]
    yield from facts_at(head, volume, quoted, "pinpoint") if quoted else _within(head, shelf, place)


def _within(head: DocumentHead, shelf: Shelf, place: str) -> Iterator[Fact]:
    volume = shelf.volume(head.id)
    for provision in volume.provisions:
        if provision.locator == place and provision.unit is Unit.ARTICLE:
            yield heading_fact(head, volume, provision, load("policy")["documents"]["pinpoint"])
    yield from facts_at(head, volume, [p for p in volume.provisions if within(p.locator, place)], "pinpoint")


def facts_at(
    head: DocumentHead, volume: Volume, provisions: Sequence[Provision], strength: str
) -> Iterator[Fact]:
    """Go over the facts of provisions that no search found; the policy says how much they count."""
    value = load("policy")["documents"][strength]
    return facts_of(head, volume, provisions, {p.id: value for p in provisions})


def _places(question: Question) -> list[str]:
    """Return the articles that a question names, with the clause and point where it names one article."""
    articles = [f"Điều {number}" for number in question.references.articles]
    if len(articles) != 1 or not question.references.clauses:
        return articles
    clauses = [f"{articles[0]} khoản {number}" for number in question.references.clauses]
    points = question.references.points if len(clauses) == 1 else ()
    return [f"{clauses[0]} điểm {letter}" for letter in points] or clauses


def gather(
    evidence: Sequence[Evidence],
    named: frozenset[str],
    shelf: Shelf,
    asked_for: Callable[[Provision], bool] = lambda provision: False,
    aspects: Sequence[Aspect] = (),
) -> Iterator[Fact]:
    """Go over the facts of the best document, of those nearly as good, and of those the question names.

    Of an act, the whole articles of the best passages are read, since an answer's second half often stands in
    the next clause, and those that the question asks for by a name (`asked_for`), wherever they were found;
    of a procedure record all its fields. A heading is a fact of its own where it says one of the `aspects`
    that headings do ("Phân cấp … cho Cục Đường thủy").
    """
    told = load("policy")["selection"]["said_by_heading"]
    wanted = [a for a in aspects if a.name in told]
    for items in _documents(evidence, named, asked_for):
        head, volume = items[0].head, shelf.volume(items[0].head.id)
        strengths: dict[str, float] = {}
        for item in items:
            for provision in item.provisions:
                strengths.setdefault(provision.id, item.score)
        read = list(_around(volume, items, strengths, asked_for))
        if wanted:
            yield from _headings_telling(wanted, head, volume, read, strengths)
        yield from facts_of(head, volume, read, strengths)


def _headings_telling(
    wanted: Sequence[Aspect],
    head: DocumentHead,
    volume: Volume,
    read: Sequence[Provision],
    strengths: Mapping[str, float],
) -> Iterator[Fact]:
    """Go over the headings of articles, read whole or in a clause, which say some aspects themselves.

    Of one that is not read whole the heading counts as much as the best of its clauses that are.
    """
    articles: dict[str, Provision] = {}
    worth = dict(strengths)
    for provision in read:
        above = _article(volume, provision)
        for article in (*volume.within(provision), *((above,) if above else ())):
            articles.setdefault(article.id, article)
        if above:
            worth[above.id] = max(worth.get(above.id, 0.0), strengths.get(provision.id, 0.0))
    for article in articles.values():
        leaf = article.id not in volume.children
        if article.unit is not Unit.ARTICLE or leaf or not article.heading:
            continue
        if any(a.answered_by(fold(normalise(article.heading))) for a in wanted):
            yield heading_fact(head, volume, article, worth.get(article.id, 0.0))


def gather_further(
    evidence: Sequence[Evidence], read: frozenset[str], shelf: Shelf, lacking: frozenset[str]
) -> Iterator[Fact]:
    """Go over the facts of the next acts, where the documents that were `read` do not say what is asked.

    Another procedure record is none of them: its fee is that of another procedure. How long a paper is valid
    any record may say in which the paper is spoken of.
    """
    policy = load("policy")["documents"]
    floor = policy["further_close"] * max((item.score for item in evidence), default=0.0)
    near = [row for row in _by_document(evidence) if row[0].head.id not in read and row[0].score >= floor]
    acts = [items for items in near if items[0].head.identity.kind is not Kind.PROCEDURE]
    records = [items for items in near if items[0].head.identity.kind is Kind.PROCEDURE]
    heard = records[: policy["further"]] if lacking & TERMS else []
    for items in (*acts[: policy["further"]], *heard):
        yield from gather(items, frozenset(), shelf)


def gather_rest(
    head: DocumentHead, read: frozenset[str], shelf: Shelf, is_wanted: Callable[[Fact], bool]
) -> Iterator[Fact]:
    """Go over the facts of an act that are wanted and stand in provisions whose ids are not among the `read`.

    The rate of a loan stands in an article of its own, which may share no word with the question.
    """
    volume = shelf.volume(head.id)
    rest = [p for p in volume.provisions if p.id not in read]
    yield from (fact for fact in facts_at(head, volume, rest, "neighbour") if is_wanted(fact))


def _by_document(evidence: Sequence[Evidence]) -> list[list[Evidence]]:
    groups: defaultdict[str, list[Evidence]] = defaultdict(list)
    for item in evidence:
        groups[item.head.id].append(item)
    return sorted(groups.values(), key=lambda items: (-items[0].score, items[0].head.id))


def _documents(
    evidence: Sequence[Evidence], named: frozenset[str], asked_for: Callable[[Provision], bool]
) -> list[list[Evidence]]:
    """Return the evidence of each document to be read, the best document first."""
    policy = load("policy")["documents"]
    ranked = _by_document(evidence)
    floor = policy["close"] * ranked[0][0].score if ranked else 0.0
    kept = [items for items in ranked[: policy["most"]] if items[0].score >= floor]
    asked = [items for items in ranked if any(asked_for(p) for item in items for p in item.provisions)]
    return kept + [
        items for items in ranked if (items[0].head.id in named or items in asked) and items not in kept
    ]


def _around(
    volume: Volume,
    items: Sequence[Evidence],
    strengths: dict[str, float],
    asked_for: Callable[[Provision], bool],
) -> list[Provision]:
    best, found = items[0], [p for item in items for p in item.provisions]
    if best.head.identity.kind is Kind.PROCEDURE:
        for provision in volume.children.get(None, ()):
            strengths.setdefault(provision.id, best.score)
        return list(volume.provisions)
    wider = list(found)
    wider += [p for p in volume.provisions if p.locator == best.head.validity.basis and p not in found]
    neighbour = load("policy")["documents"]["neighbour"]
    for item in items:
        for provision in item.provisions:
            article = _article(volume, provision) if item is best or asked_for(provision) else None
            if article is not None and article not in wider:
                strengths.setdefault(article.id, neighbour * item.score)
                wider.append(article)
    for row in _other_steps(volume, [p for item in items for p in item.provisions]):
        if row not in wider:
            strengths.setdefault(row.id, neighbour * best.score)
            wider.append(row)
    return wider


def _other_steps(volume: Volume, found: Sequence[Provision]) -> list[Provision]:
    """Return the rows of the process that most of the rows that were found stand in: its steps and its total.

    A long table is none: it lists procedures, not the steps of one.
    """
    tables = Counter(p.parent_id for p in found if p.unit is Unit.TABLE_ROW)
    if not tables:
        return []
    rows = [p for p in volume.children.get(tables.most_common(1)[0][0], ()) if p.unit is Unit.TABLE_ROW]
    return rows if len(rows) <= load("policy")["documents"]["steps"] else []


def _article(volume: Volume, provision: Provision) -> Provision | None:
    """Return the article a provision stands in; none where it is not in one."""
    at: Provision | None = provision
    while at is not None and at.unit is not Unit.ARTICLE:
        at = volume.by_id.get(at.parent_id or "")
    return at
