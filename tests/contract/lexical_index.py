"""What every lexical index must do."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest
from passages import PUBLIC, SECRET, passage

from index.access import AccessLabel
from index.provisions import Passage
from index.search import Clause, Field, LexicalIndex, Scope
from index.vietnamese import fold

EVERYWHERE = Scope(frozenset({str(PUBLIC), str(SECRET)}))
PUBLIC_ONLY = Scope(frozenset({str(PUBLIC)}))


def words(*terms: str, field: Field = Field.BODY) -> list[Clause]:
    return [Clause(field, term) for term in terms]


class LexicalIndexContract:
    """Subclasses say how an index of passages is built."""

    def built(self, rows: Sequence[tuple[Passage, AccessLabel]]) -> LexicalIndex:
        raise NotImplementedError

    def test_finds_by_term_in_the_field_it_is_asked_for(self) -> None:
        index = self.built(
            [
                (passage(1, "giấy phép xây dựng", title="hồ sơ"), PUBLIC),
                (passage(2, "phí thẩm định", title="giấy phép"), PUBLIC),
            ]
        )
        for field, term, found in (
            (Field.BODY, "xây_dựng", [1]),
            (Field.BODY_FOLDED, "xay_dung", [1]),
            (Field.TITLE, "giấy", [2]),
            (Field.TITLE_FOLDED, "giay", [2]),
        ):
            assert [key for key, _ in index.search(words(term, field=field), 10, EVERYWHERE)] == found
        assert index.search(words("xay_dung"), 10, EVERYWHERE) == ()
        assert index.search(words("không-có"), 10, EVERYWHERE) == ()

    def test_more_and_rarer_terms_come_first(self) -> None:
        index = self.built(
            [
                (passage(1, "đất đai"), PUBLIC),
                (passage(2, "đất ở"), PUBLIC),
                (passage(3, "nước sạch"), PUBLIC),
            ]
        )
        assert [key for key, _ in index.search(words("đất", "ở"), 10, EVERYWHERE)] == [2, 1]

    def test_never_leaves_the_scope(self) -> None:
        index = self.built(
            [
                (passage(1, "mỏ đá", document="a"), PUBLIC),
                (passage(2, "mỏ đá", document="b"), SECRET),
                (passage(3, "mỏ đá", document="c"), PUBLIC),
            ]
        )
        assert [key for key, _ in index.search(words("mỏ"), 10, EVERYWHERE)] == [1, 2, 3]
        assert [key for key, _ in index.search(words("mỏ"), 10, PUBLIC_ONLY)] == [1, 3]
        in_b_and_c = Scope(PUBLIC_ONLY.labels, frozenset({"b", "c"}))
        assert [key for key, _ in index.search(words("mỏ"), 10, in_b_and_c)] == [3]
        assert index.search(words("mỏ"), 10, Scope(frozenset())) == ()
        assert index.search(words("mỏ"), 10, Scope(EVERYWHERE.labels, frozenset())) == ()
        assert index.search(words("mỏ"), 10, Scope(frozenset({"internal"}))) == ()

    def test_several_searches_at_once_find_what_each_alone_does(self) -> None:
        draw = random.Random(3)
        rows = [
            (passage(i, " ".join(draw.choices(("đất", "đơn", "phí"), k=9)), document=f"d{i % 7}"), PUBLIC)
            for i in range(200)
        ]
        index, clauses = self.built(rows), words("đất", "phí", "đất_phí")
        wanted = ((4, frozenset({"d1"})), (30, None), (50, frozenset({"d2", "d3", "d4"})), (0, None))
        for scope in (EVERYWHERE, Scope(PUBLIC_ONLY.labels, None, frozenset({"d3", "d5"}))):
            alone = [index.search(clauses, k, Scope(scope.labels, among, scope.gone)) for k, among in wanted]
            assert list(index.search_each(clauses, wanted, scope)) == alone

    def test_the_scope_changes_no_score(self) -> None:
        index = self.built(
            [(passage(i, f"đơn {'đăng ký ' * i}", document=f"d{i % 2}"), PUBLIC) for i in range(8)]
        )
        free = dict(index.search(words("đăng", "ký"), 10, EVERYWHERE))
        narrow = index.search(words("đăng", "ký"), 10, Scope(PUBLIC_ONLY.labels, frozenset({"d1"})))
        assert len(narrow) == 4
        assert all(free[key] == score for key, score in narrow)

    def test_no_more_than_k(self) -> None:
        index = self.built([(passage(i, "lệ phí"), PUBLIC) for i in range(20)])
        assert len(index.search(words("phí"), 7, EVERYWHERE)) == 7
        assert index.search(words("phí"), 0, EVERYWHERE) == ()
        assert index.search([], 7, EVERYWHERE) == ()

    def test_equal_scores_stand_in_order_of_key_also_at_the_cut(self) -> None:
        rng = random.Random(4)
        keys = [rng.getrandbits(63) for _ in range(300)]
        rows = [(passage(key, "cấp lại giấy chứng nhận"), PUBLIC) for key in keys]
        index = self.built(rows)
        assert [key for key, _ in index.search(words("cấp", "lại"), 5, EVERYWHERE)] == sorted(keys)[:5]

    def test_a_clause_given_twice_counts_twice(self) -> None:
        index = self.built([(passage(1, "thửa đất"), PUBLIC), (passage(2, "nhà"), PUBLIC)])
        ((_, once),) = index.search(words("thửa"), 5, EVERYWHERE)
        ((_, twice),) = index.search(words("thửa", "thửa"), 5, EVERYWHERE)
        ((_, heavy),) = index.search([Clause(Field.BODY, "thửa", 2.0)], 5, EVERYWHERE)
        assert twice == heavy == pytest.approx(2 * once, abs=2e-4)

    def test_a_key_that_comes_twice_is_refused(self) -> None:
        with pytest.raises(ValueError, match="already"):
            self.built([(passage(3, "mới"), PUBLIC), (passage(3, "mới"), SECRET)])

    def test_counts_within_the_scope_alone(self) -> None:
        index = self.built(
            [
                (passage(1, "xã xã", document="a"), PUBLIC),
                (passage(2, "xã mật", document="b"), SECRET),
                (passage(4, "xã 12", document="c"), SECRET),
            ]
        )
        without_b = Scope(EVERYWHERE.labels, gone=frozenset({"b"}))
        frequency = index.document_frequency
        assert [frequency(Field.BODY, "xã", s) for s in (EVERYWHERE, without_b, PUBLIC_ONLY)] == [3, 2, 1]
        assert frequency(Field.BODY_FOLDED, "xa_xa", PUBLIC_ONLY) == 1
        assert frequency(Field.TITLE, "xã", EVERYWHERE) == frequency(Field.BODY, "huyện", EVERYWHERE) == 0
        assert [index.count(s) for s in (EVERYWHERE, without_b, PUBLIC_ONLY, Scope(frozenset()))] == [
            3,
            2,
            1,
            0,
        ]
        assert index.words(EVERYWHERE) == {"mat": 1, "xa": 3}
        assert index.words(without_b) == {"xa": 2}
        assert index.words(PUBLIC_ONLY) == {"xa": 1}

    def test_words_of_any_script_are_counted_and_numbers_are_not(self) -> None:
        index = self.built([(passage(1, "নদীর ঘাট 12 xã"), PUBLIC)])
        assert index.words(EVERYWHERE) == {fold("নদীর"): 1, fold("ঘাট"): 1, "xa": 1}

    def test_what_is_out_of_reach_changes_no_bit_of_what_is_found(self) -> None:
        rng = random.Random(5)
        syllables = ["đất", "nhà", "ở", "phép", "xây", "dựng", "hồ", "sơ", "phí", "lệ", "cấp", "đổi"]

        def text() -> str:
            return " ".join(rng.choices(syllables, k=rng.randint(1, 30)))

        readable = [(passage(key, text(), document=f"d{key % 9}"), PUBLIC) for key in range(0, 200, 2)]
        hidden = [(passage(key, text() + " đất", document=f"s{key % 9}"), SECRET) for key in range(1, 200, 2)]
        left = [(passage(key, text() + " đất", document=f"x{key % 3}"), PUBLIC) for key in range(300, 330)]
        query = words("đất", "phép", "xây_dựng", "hồ")
        whole = self.built([*readable, *hidden, *left])
        reach = Scope(PUBLIC_ONLY.labels, gone=frozenset({"x0", "x1", "x2"}))
        assert whole.search(query, 50, reach) == self.built(readable).search(query, 50, PUBLIC_ONLY) != ()
        assert whole.words(reach) == self.built(readable).words(PUBLIC_ONLY)
        narrow = Scope(reach.labels, frozenset({"d1", "x1"}), reach.gone)
        alone = self.built(readable).search(query, 50, Scope(reach.labels, frozenset({"d1"})))
        assert whole.search(query, 50, narrow) == alone != ()
