"""The tokenizer of XLM-R as the files that `tokenizers` and `transformers` read, from the pieces alone."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any

from index.model_weights import Pieces

_NORMALISER_SPEC = 3
_CHARSMAP = 2
_LENGTH_DELIMITED = 2
_METASPACE = {"type": "Metaspace", "replacement": "▁", "prepend_scheme": "always", "split": True}


def tokenizer_json(pieces: Pieces) -> dict[str, Any]:
    """Return the content of `tokenizer.json`: NFKC as sentencepiece does it, metaspace, unigram."""
    bos, eos = pieces.texts[pieces.bos], pieces.texts[pieces.eos]
    special = {i: pieces.texts[i] for i in (pieces.bos, pieces.pad, pieces.eos, pieces.unknown)}
    added = [_added(i, text) for i, text in sorted(special.items())]
    mask = len(pieces.texts) - 1
    added.append(_added(mask, "<mask>") | {"lstrip": True})
    around = [{"SpecialToken": {"id": bos, "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}}]
    end = {"SpecialToken": {"id": eos, "type_id": 0}}
    return {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": added,
        "normalizer": {
            "type": "Sequence",
            "normalizers": [
                {"type": "Precompiled", "precompiled_charsmap": base64.b64encode(_charsmap()).decode()},
                {"type": "Replace", "pattern": {"Regex": " {2,}"}, "content": " "},
            ],
        },
        "pre_tokenizer": _METASPACE,
        "post_processor": {
            "type": "TemplateProcessing",
            "single": [*around, end],
            "pair": [*around, end, end, {"Sequence": {"id": "B", "type_id": 0}}, end],
            "special_tokens": {
                bos: {"id": bos, "ids": [pieces.bos], "tokens": [bos]},
                eos: {"id": eos, "ids": [pieces.eos], "tokens": [eos]},
            },
        },
        "decoder": _METASPACE,
        "model": {
            "type": "Unigram",
            "unk_id": pieces.unknown,
            "vocab": [list(pair) for pair in zip(pieces.texts, pieces.scores, strict=True)],
            "byte_fallback": False,
        },
    }


def tokenizer_config(pieces: Pieces, positions: int) -> Mapping[str, Any]:
    """Return the content of `tokenizer_config.json`."""
    return {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "bos_token": pieces.texts[pieces.bos],
        "cls_token": pieces.texts[pieces.bos],
        "eos_token": pieces.texts[pieces.eos],
        "sep_token": pieces.texts[pieces.eos],
        "pad_token": pieces.texts[pieces.pad],
        "unk_token": pieces.texts[pieces.unknown],
        "mask_token": "<mask>",
        "model_max_length": positions,
        "model_input_names": ["input_ids", "attention_mask"],
    }


def _added(number: int, text: str) -> dict[str, Any]:
    flags = {"single_word": False, "lstrip": False, "rstrip": False, "normalized": False, "special": True}
    return {"id": number, "content": text, **flags}


def _charsmap() -> bytes:
    """Return sentencepiece's compiled `nmt_nfkc` map, which XLM-R was trained with.

    The library hands it out only inside a serialised model: field 2 of its field 3, taken out here by the
    wire format, which needs no protobuf.
    """
    from sentencepiece import SentencePieceNormalizer  # noqa: PLC0415 - only the conversion needs it

    model = SentencePieceNormalizer(rule_name="nmt_nfkc").serialized_model_proto()
    return _field(_field(model, _NORMALISER_SPEC), _CHARSMAP)


def _field(message: bytes, wanted: int) -> bytes:
    """Return the bytes of a length-delimited field that stands before any field of another type."""
    at = 0
    while at < len(message):
        tag, at = _varint(message, at)
        size, at = _varint(message, at)
        if tag & 7 != _LENGTH_DELIMITED:
            break
        if tag >> 3 == wanted:
            return message[at : at + size]
        at += size
    raise ValueError(f"sentencepiece's normaliser has no field {wanted}")


def _varint(message: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = message[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:  # noqa: PLR2004 - the continuation bit of the wire format
            return value, at
        shift += 7
