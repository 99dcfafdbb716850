"""English translations of acts: their orders in the Vietnamese words that the rules for orders read.

Publishers translate the drafting formulas word for word ("To amend and supplement Clause 2, Article 21 as
follows:"), so each formula has one Vietnamese form. Only formulas, places, numbers of acts and dates are
turned; all other words stay, and none of it is shown to anybody.
"""

from __future__ import annotations

import re
from typing import Final

_VIETNAMESE: Final = re.compile(r"[ạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹđơưăâêô]")
_ENGLISH: Final = re.compile(
    r"\b(?:articles?|clauses?|paragraphs?|points?|law|code|ordinance|decree|circular|decision|resolution"
    r"|appendix|appendices|amend\w*|annul\w*|replac\w+)\b",
    re.IGNORECASE,
)
_KINDS: Final = {
    "law": "Luật",
    "code": "Bộ luật",
    "ordinance": "Pháp lệnh",
    "decree": "Nghị định",
    "circular": "Thông tư",
    "joint circular": "Thông tư liên tịch",
    "decision": "Quyết định",
    "resolution": "Nghị quyết",
}
_KIND: Final = r"(?P<kind>Joint Circular|Law|Code|Ordinance|Decree|Circular|Decision|Resolution)"
_NUMBER: Final = r"(?P<number>\d{1,4}(?:/\d{4})?/[A-ZĐ][\w\-]{1,40}(?:\d{1,2})?)"
_UNITS: Final = {
    "point": "điểm",
    "item": "điểm",
    "clause": "khoản",
    "paragraph": "khoản",
    "article": "Điều",
    "section": "Mục",
    "chapter": "Chương",
    "part": "Phần",
    "appendix": "Phụ lục",
    "appendice": "Phụ lục",
    "annex": "Phụ lục",
    "form": "Mẫu số",
}
_LABEL: Final = r"(?:dd|[a-zđ]|\d{1,3}[a-zđ]?|[IVXL]{1,6})\d?(?![\w’'])"
_PLACE: Final = re.compile(
    r"\b(?P<unit>Points?|Items?|Clauses?|Paragraphs?|Articles?|Sections?|Chapters?|Parts?|Appendix|Appendices"
    rf"|Annex(?:es)?|Forms?)(?P<colon>:)?\s(?:No[s.]{{0,2}}\s)?(?P<labels>{_LABEL}"
    rf"(?:(?:[,.;]\s?(?:and\s)?|\s(?:and|or|to|through)\s){_LABEL}(?!\))){{0,30}})",
    re.IGNORECASE,
)
_MONTHS: Final = "January|February|March|April|May|June|July|August|September|October|November|December"
_DATE: Final = re.compile(
    rf"\b(?:(?P<m1>{_MONTHS})\s(?P<d1>\d{{1,2}})[,.]?\s?(?P<y1>\d{{4}})|(?P<d2>\d{{1,2}})\s(?P<m2>{_MONTHS}),?\s"
    r"(?P<y2>\d{4}))",
    re.IGNORECASE,
)
_ACT: Final = re.compile(
    rf"(?:\b(?:the\s)?(?:[A-Z][\w,&]*\s(?:(?:and|of|for|the)\s)?){{0,8}}[A-Z]\w*['’]s?\s)?"
    rf"(?:\b(?:the\s)?(?:[A-Z][a-z]+\s){{1,4}}(?=Law\sNo))?\b(?:the\s)?"
    rf"(?:Government\s)?(?:{_DATE.pattern.replace('(?P<', '(?P<x')}\s)?"
    rf"{_KIND}\s(?:on\s[^.;:]{{3,80}}?\s)?No[.:]?\s?{_NUMBER}"
    rf"(?:\s(?:of|dated)\s{_DATE.pattern.replace('(?P<', '(?P<z')})?",
)
_OWN: Final = re.compile(
    r"\bthis\s(?P<kind>Law|Code|Ordinance|Decree|Circular|Decision|Resolution)\b", re.IGNORECASE
)
_DONE: Final = (
    r"(?:amended(?:(?:,|\sand|,\sand)\s(?:supplemented|amended))*|supplemented|added|annulled|repealed|abrogated"
    r"|cancell?ed|abolished|deleted|replaced|corrected|suspended|invalidated)"
)
_PASSIVE: Final = re.compile(
    r"^(?P<mark>\W{0,2}(?:\d{1,3}[.)]|[a-z]{1,2}[./)])\s{1,3})?"
    r"(?P<what>(?:điểm|khoản|Điều|Phụ lục|Mục|Chương|Mẫu số|Luật|Nghị định|Thông tư|Quyết định)\s.{1,300}?)"
    rf"\s(?:shall\sbe|is|are|is\sto\sbe)\s(?:hereby\s)?(?P<done>{_DONE})\b",
)
_DOING: Final = {
    "amend": "Sửa đổi, bổ sung",
    "supplement": "Bổ sung",
    "add": "Bổ sung",
    "replac": "Thay thế",
    "correct": "Đính chính",
    "suspend": "Ngưng hiệu lực",
}
_FORMULAS: Final = tuple(
    (re.compile(pattern, re.IGNORECASE), words)
    for pattern, words in (
        (r"\b(?:a\snumber\sof|several|some)\s(?:of\s)?(?:the\s)?(?:articles|clauses|provisions|points)\sof\s"
         r"(?:the\s)?", "một số điều của "),
        (r"\b(?:which\s|as\s)?(?:was|were|has\sbeen|have\sbeen|is|are)?\s?amended"
         r"(?:\sand\ssupplemented|,\ssupplemented)?\s(?:under|by)\b", "đã được sửa đổi, bổ sung bởi"),
        (r"\bto\s(?:amend|revise|modify)(?:(?:,|\sand|,\sand)\s(?:supplement|amend))?\b", "Sửa đổi, bổ sung"),
        (r"\b(?:amending|revising)(?:(?:,|\sand|,\sand)\s(?:supplementing|amending))?\b", "Sửa đổi, bổ sung"),
        (r"\b(?:on\sthe\s)?amendments?(?:(?:,|\sand|,\sand)\ssupplements?)?\s(?:of|to)\b",
         "Sửa đổi, bổ sung"),
        (r"\b(?:to\ssupplement|to\sadd|to\sinsert|supplementing)(?:\sthe\sfollowing)?\b", "Bổ sung"),
        (r"\bto\s(?:annul|repeal|abrogate|cancel|abolish|delete|remove)\b|\bannulling\b", "Bãi bỏ"),
        (r"\bto\sreplace\b|\breplacing\b", "Thay thế"),
        (r"\bto\scorrect\b", "Đính chính"),
        (r"\band\ssupplement\b", "và bổ sung"),
        (r"\band\s(?:replaces|shall\sreplace|supersedes)\b", "và thay thế"),
        (r"\b(?:replaces|supersedes)\b", "thay thế"),
        (r"\b(?:shall\s)?(?:ceases?\sto\s(?:be\seffective|have\seffect|take\seffect)|becomes?\s(?:null\sand\svoid|invalid|ineffective)"
         r"|no\slonger\s(?:be\s)?(?:takes?\seffect|effective)|expires?|loses?\s(?:its|their)\seffect"
         r"|(?:is|are)\s(?:hereby\s)?(?:annulled|repealed|abrogated|invalidated))\b", "hết hiệu lực"),
        (r"\b(?:shall\s)?(?:takes?\seffect|comes?\sinto\s(?:force|effect)|enters?\sinto\sforce)\b",
         "có hiệu lực"),
        (r"\b(?:as\sof|as\sfrom|from|since|on)\sthe\s(?:effective\sdate\sof|date\s(?:on\swhich\s)?)\s?"
         r"(?=\S+\s\S*\s?này)", "từ ngày "),
        (r"\b(?:as\sof|as\sfrom|from|since|on)\s(?=ngày\s\d)", "từ "),
        (r"\b(?:the\s)?(?:following\s)?(?:phrases?|words?|terms?)\s(?=[“\"])", "cụm từ "),
        (r"(?<=[”\"])\s(?:by|with|to\sbe\sreplaced\sby)\s(?:the\s)?(?:phrases?|words?|cụm\stừ)?\s?(?=[“\"])",
         " bằng cụm từ "),
        (r"\b(?:the\s)?(?:provisions?|contents?|regulations?)\s(?:in|of|at|under)\s(?=điểm|khoản|Điều|Phụ)",
         "quy định tại "),
        (r"\b(?:at|in|under)\s(?=(?:điểm|khoản|Điều|Phụ lục)\s)", "tại "),
        (r"\b(?:below|after|behind)\s(?=(?:điểm|khoản|Điều)\s)", "vào sau "),
        (r"\b(?:above|before)\s(?=(?:điểm|khoản|Điều)\s)", "vào trước "),
        (r"(?P<new>\bBổ sung Điều\s[^.;:]{1,60}?)\sto\s(?=Điều\s)", r"\g<new> vào sau "),
        (r"(?<=[\w)])\sto\s(?=(?:điểm|khoản|Điều|Phụ lục)\s)", " của "),
        (r",?\s(?:attached|enclosed|issued|promulgated)(?:\stogether)?\s(?:to|with)\s", " kèm theo "),
        (r"[,(]?\sexcept(?:\sfor)?\b", ", trừ"),
        (r"\bas\sfollows\b", "như sau"),
        (r"\bof\s(?=(?:Luật|Bộ luật|Pháp lệnh|Nghị|Thông tư|Quyết định)\s)", "của "),
        (r"\sof\s(?=ngày\s)", " "),
        (r"\band\s(?=(?:điểm|khoản|Điều|Phụ lục|Mục|Chương|Luật|Nghị|Thông|Quyết|Bãi|Bổ|Sửa|Thay)\b)", "và "),
    )
)  # fmt: skip
_NESTED: Final = (
    (
        re.compile(r"(?P<low>(?:điểm|khoản)\s[^\s,.]{1,5})\s?[,.]?\s(?:of\s)?(?=(?:khoản|Điều)\s)"),
        r"\g<low> ",
    ),
    (re.compile(r"(?<=\w),?\sof\s(?=(?:Điều|Phụ lục|Mục|Chương)\s)"), " "),
    (re.compile(r"(?<=Điều)(?P<label>\s\S{1,5})\sof\sthis\sArticle\b"), r"\g<label>"),
    (re.compile(r"(?<=\w)\s(?:of|in)\sthis\sArticle\b"), " Điều này"),
    (re.compile(r"(?<=\w)\s(?:of|in)\sthis\sClause\b"), " khoản này"),
)


def is_english(words: str) -> bool:
    """Tell whether words are of an English translation: an English term of drafting, no Vietnamese letter."""
    return _VIETNAMESE.search(words) is None and _ENGLISH.search(words) is not None


def vietnamese_orders(words: str) -> str:
    """Write the formulas of English words in Vietnamese; other words and Vietnamese ones stay."""
    if not is_english(words):
        return words
    words = _ACT.sub(_act, words)
    words = _OWN.sub(lambda m: f"{_KINDS[m['kind'].casefold()]} này", words)
    words = _DATE.sub(_date, words)
    words = _PLACE.sub(_place, words)
    for pattern, form in _NESTED:
        words = pattern.sub(form, words)
    words = _PASSIVE.sub(_active, words)
    for pattern, form in _FORMULAS:
        words = pattern.sub(form, words)
    return words


def _act(match: re.Match[str]) -> str:
    number = match["number"].replace("/ND-", "/NĐ-").replace("/QD-", "/QĐ-")
    return f"{_KINDS[match['kind'].casefold()]} số {number}"


def _date(match: re.Match[str]) -> str:
    day, month, year = (match[f"{part}1"] or match[f"{part}2"] for part in "dmy")
    number = [m.casefold() for m in _MONTHS.split("|")].index(month.casefold()) + 1
    return f"ngày {int(day)}/{number}/{year}"


def _place(match: re.Match[str]) -> str:
    unit = match["unit"].casefold()
    unit = unit if unit == "annex" else unit.rstrip("s").replace("annexe", "annex")
    labels = re.sub(r"\bdd\b", "đ", match["labels"])
    labels = re.sub(r",?\s(?:and|or)\s", " và ", labels)
    labels = re.sub(r"\s(?:to|through)\s", " đến ", labels)
    return f"{_UNITS[unit]} {re.sub(r'[.;] ?(?=.)|, ?', ', ', labels)}"


def _active(match: re.Match[str]) -> str:
    done = match["done"].casefold()
    verb = next((words for stem, words in _DOING.items() if done.startswith(stem)), "Bãi bỏ")
    return f"{match['mark'] or ''}{verb} {match['what']}"
