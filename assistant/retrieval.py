"""From a question to evidence: two indexes, one score, and the documents that the question names."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache, partial

import numpy as np
from numpy.typing import NDArray

from assistant.bodies import Bodies, built_in
from assistant.catalogue import Catalogue
from assistant.evidence import Evidence
from assistant.expansion import Expander
from assistant.foreign_acts import foreign_among, passages_inside
from assistant.initials import by_initials
from assistant.modality import also_said
from assistant.nearness import Aim, is_abroad, near_across
from assistant.other_records import meant_records, other_records
from assistant.query import clauses
from assistant.question import Question, language_of
from assistant.question_vector import EncodeQuery, between, own
from assistant.ranking import Found, Ranked, best_of, rank
from assistant.slips import mended
from assistant.spelling import Words, corrections, put_right
from assistant.syllables import respelled
from assistant.tables import load
from assistant.texting import written_out
from index.access import Principal
from index.document_store import DocumentHead, DocumentStore
from index.provisions import Passage
from index.reach import Reach
from index.search import Field, Hits
from index.vietnamese import fold


@dataclass(frozen=True, slots=True)
class Retrieved:
    """Evidence, and how near the nearest passage is: its cosine (`None` without vectors), its BM25 score.

    `spelled` maps words of the question that occur nowhere to the folded words they may have been meant as.
    """

    evidence: tuple[Evidence, ...]
    similarity: float | None
    lexical: float
    spelled: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Retriever:
    """Finds passages for a question among what its principal may read.

    Nothing the principal may not read takes part: both searches, and all that is counted, go over its reach
    alone, and every hit is read again from the store. `bodies` and units that a question names and that are
    gone are searched by the names of today too; a procedure that is named after one that is gone ("thực hiện
    tại cấp huyện") is no longer carried out, and ranks as what is out of force.
    """

    store: DocumentStore
    reach: Callable[[Principal], Reach]
    encode: EncodeQuery | None
    catalogue: Callable[[], Catalogue]
    expander: Expander
    words: Callable[[Reach], Words]
    bodies: Bodies = field(default_factory=built_in)

    def retrieve(self, question: Question, principal: Principal, k: int = 20) -> tuple[Evidence, ...]:
        """Return the best `k` passages, best first; equal scores in order of key."""
        return self.find(question, principal, k).evidence

    def find(self, question: Question, principal: Principal, k: int) -> Retrieved:
        """Return the best `k` passages with how near the nearest is."""
        reach = self.reach(principal)
        spelled = corrections(question.searched, self.words(reach))
        found = self._search(question, principal, reach, spelled)
        passages = self.store.passages(found.keys, principal)
        records = self._records(passages)
        past = self._past(records, question.as_of) | self._outlived(passages, principal, question.as_of)
        other = other_records(question, records, self.expander)
        meant = meant_records(question, records, self.expander)
        found = replace(found, out_of_force=found.out_of_force | past, other_act=other, meant=meant)
        ranked = rank(question, passages, found, self.expander)
        return Retrieved(
            evidence=self._evidence(best_of(ranked, passages, found, k), passages, principal),
            similarity=found.similarity,
            lexical=found.lexical[0][1] if found.lexical else 0.0,
            spelled=spelled,
        )

    def mended(self, turns: tuple[str, ...], principal: Principal) -> tuple[str, ...]:
        """Return what was typed in full, with what is misspelled or spelled as it sounds put right."""
        reach, catalogue = self.reach(principal), self.catalogue()
        frequency = cache(partial(reach.document_frequency, Field.BODY))

        def put_in_full(turn: str) -> str:
            if language_of(turn) != "vi":
                return mended(turn, frequency, reach.count())
            full = by_initials(written_out(turn), self.expander.knows, partial(catalogue.names, principal))
            return mended(respelled(full, frequency), frequency, reach.count())

        return tuple(put_in_full(turn) for turn in turns)

    def inside(self, words: str, documents: frozenset[str], principal: Principal, k: int) -> tuple[str, ...]:
        """Return the ids of the provisions in the best `k` passages of some documents, by words alone."""
        reach = self.reach(principal)
        hits = reach.generation.lexical.search(clauses(words, self.expander), k, reach.within(documents))
        passages = self.store.passages([key for key, _ in hits], principal)
        return tuple(i for key, _ in hits if key in passages for i in passages[key].provision_ids)

    def _search(
        self,
        question: Question,
        principal: Principal,
        reach: Reach,
        spelled: Mapping[str, tuple[str, ...]],
    ) -> Found:
        policy = load("policy")["fusion"]
        generation, scope, catalogue = reach.generation, reach.scope, self.catalogue()
        text = question.searched
        row = clauses(
            text,
            self.expander,
            spelled,
            also=(
                *self.bodies.today_names(text, question.as_of),
                *(phrase for aspect in question.aspects for phrase in aspect.also),
                *also_said(fold(text)),
            ),
            language=question.language,
        )
        close: Hits = ()
        similarity, abroad, vector = None, False, None
        if self.encode is not None and (vectors := generation.vectors) is not None:
            meant = put_right(text, spelled) if question.language == "bn" else text
            vector = self.encode(self.expander.spelled_out(meant))
            languages = catalogue.languages()
            abroad = is_abroad(vectors, scope, question.language, languages)
            apart = () if question.language == "vi" else catalogue.other_languages()
            aim = self._aim(vector, question, languages, abroad=abroad)
            close = near_across(vectors, aim, policy["candidates"], scope, apart)
            nearest = vectors.search(vector, 1, scope) if abroad or apart else close
            similarity = nearest[0][1] if nearest else None
        heads = catalogue.resolve(question.references, principal)
        named = [head.id for head in heads]
        foreign: dict[int, tuple[float, float]] = {}
        for act in foreign_among(question, heads[: policy["named"]]):
            foreign |= passages_inside(question, act, reach, vector)
        within = [(policy["inside"], frozenset({document})) for document in named[: policy["named"]]]
        everywhere = (policy["candidates"], None)
        lexical, *insides = generation.lexical.search_each(row, (everywhere, *within), scope)
        inside = tuple(hit for hits in insides for hit in hits)
        keys = [*(key for key, _ in (*lexical, *close, *inside)), *foreign]
        return Found(
            lexical=lexical,
            dense=close,
            similarity=similarity,
            abroad=abroad,
            inside=inside,
            translations=catalogue.translations(),
            named=frozenset(named),
            of_place=catalogue.of_place(text),
            out_of_force=catalogue.out_of_force(question.as_of),
            expired=catalogue.expired(question.as_of, keys),
            foreign=foreign,
        )

    def _aim(
        self,
        vector: NDArray[np.float32],
        question: Question,
        languages: Mapping[str, frozenset[str]],
        *,
        abroad: bool,
    ) -> Aim:
        """Return what passages are compared with, from the vector of a question's words."""
        encode, language = self.encode, question.language
        if encode is None:
            return Aim(vector)

        def alone(whole: NDArray[np.float32]) -> NDArray[np.float32]:
            return own(whole, encode, language) if abroad else whole

        gloss, share = ("", 0.0) if language == "vi" else self.expander.gloss(question.searched)
        if not gloss:
            return Aim(alone(vector))
        typed = languages.get(language, frozenset())
        return Aim(alone(between(vector, encode(gloss), share)), alone(vector), typed)

    def _records(self, passages: Mapping[int, Passage]) -> dict[str, str]:
        """Return the names of the procedure records that passages are of, by id."""
        catalogue = self.catalogue()  # each call looks at the store's log
        titles = {passage.document_id: passage.title for passage in passages.values()}
        return {i: title for i, title in titles.items() if catalogue.is_record(i)}

    def _past(self, records: Mapping[str, str], day: date) -> frozenset[str]:
        """Return the ids of procedure records whose own names say that a body that is gone has the task."""
        return frozenset(i for i, title in records.items() if self.bodies.resolve(title, day))

    def _outlived(self, passages: Mapping[int, Passage], principal: Principal, day: date) -> frozenset[str]:
        """Return the ids of acts of which passages are, and that may have ended with the law they detail."""
        catalogue = self.catalogue()
        titles = {p.document_id: p.title for p in passages.values()}
        return frozenset(i for i, title in titles.items() if catalogue.outlived(principal, day, i, title))

    def _evidence(
        self, ranked: Sequence[Ranked], passages: Mapping[int, Passage], who: Principal
    ) -> tuple[Evidence, ...]:
        chosen = [passages[row.key] for row in ranked]
        heads = self._heads({p.document_id for p in chosen}, who)
        ids = tuple(i for p in chosen for i in p.provision_ids)
        provisions = self.store.provisions_by_id(ids, who)
        return tuple(
            Evidence(
                passage=passage,
                head=heads[passage.document_id],
                provisions=tuple(provisions[i] for i in passage.provision_ids if i in provisions),
                score=row.score,
                lexical=row.lexical,
                dense=row.dense,
                reference=row.reference,
            )
            for row, passage in zip(ranked, chosen, strict=True)
            if passage.document_id in heads
        )

    def _heads(self, ids: set[str], principal: Principal) -> dict[str, DocumentHead]:
        return {h.id: h for h in self.store.heads(principal, ids=sorted(ids))}
