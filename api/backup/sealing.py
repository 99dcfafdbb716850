"""How the parts of a backup are named, packed and, with a key, encrypted."""

from __future__ import annotations

import hashlib
import os
import secrets
import zlib
from pathlib import Path
from typing import Final, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from api.backup.errors import BackupDamaged, KeyRefused

_KEY_BYTES: Final = 32
_NONCE_BYTES: Final = 12
_PACKED, _PLAIN = b"z", b"p"
_WORTH: Final = 0.95
"""What packing makes of a part must be shorter than this share of it: vectors hardly shrink."""


class Seal(Protocol):
    """Names, packs and opens parts. Failure: `BackupDamaged` for a part that is not what was sealed."""

    @property
    def check(self) -> str | None:
        """What tells whether a key is the right one; `None` without a key."""
        ...

    def name(self, content: bytes) -> str:
        """Name a content: the same name for the same content, 64 hexadecimal digits."""
        ...

    def close(self, name: str, content: bytes) -> bytes:
        """Pack and seal a part."""
        ...

    def open(self, name: str, sealed: bytes) -> bytes:
        """Return what was sealed under this name."""
        ...


class Plain:
    """Without a key: packed, and named by its hash."""

    check = None

    def name(self, content: bytes) -> str:
        """Return the blake2b hash."""
        return hashlib.blake2b(content, digest_size=32).hexdigest()

    def close(self, name: str, content: bytes) -> bytes:
        """Pack a part."""
        return _pack(content)

    def open(self, name: str, sealed: bytes) -> bytes:
        """Return a part."""
        return _unpack(name, sealed)


class Encrypted:
    """With a key: AES-256-GCM under a random nonce, bound to the part's name.

    The key of the names is another one, so that nobody can tell from a name that a text he knows is in the
    backup. Both are derived from the key file by HKDF-SHA-256.
    """

    def __init__(self, key: bytes) -> None:
        """Derive the keys."""
        self._cipher = AESGCM(_derived(key, b"parts"))
        self._names = _derived(key, b"names")
        self.check: str | None = _derived(key, b"check").hex()

    def name(self, content: bytes) -> str:
        """Return the keyed blake2b hash."""
        return hashlib.blake2b(content, digest_size=32, key=self._names).hexdigest()

    def close(self, name: str, content: bytes) -> bytes:
        """Pack and encrypt a part."""
        nonce = os.urandom(_NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, _pack(content), name.encode())

    def open(self, name: str, sealed: bytes) -> bytes:
        """Decrypt a part; one that was changed, or lies under another's name, is refused."""
        try:
            packed = self._cipher.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], name.encode())
        except (InvalidTag, ValueError) as refusal:
            raise BackupDamaged(f"{name} in the backup was changed") from refusal
        return _unpack(name, packed)


def seal_of(key_file: Path | None) -> Seal:
    """Return how parts are sealed with a key file, or without one.

    Raises:
        KeyRefused: the file is missing or holds no key.
    """
    if key_file is None:
        return Plain()
    try:
        key = bytes.fromhex(key_file.read_text("ascii").strip())
    except FileNotFoundError:
        raise KeyRefused(f"there is no key at {key_file}: `thutuc backup --new-key FILE` makes one") from None
    except ValueError:
        key = b""
    if len(key) != _KEY_BYTES:
        raise KeyRefused(f"{key_file} holds no key of {2 * _KEY_BYTES} hexadecimal digits")
    return Encrypted(key)


def make_key(path: Path) -> None:
    """Write a new key, which only its owner may read; an existing file is never overwritten.

    Raises:
        KeyRefused: there is a file at that place.
    """
    try:
        descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        raise KeyRefused(f"{path} is there already: a key that is lost opens no backup any more") from None
    with os.fdopen(descriptor, "w", encoding="ascii") as made:
        made.write(f"{secrets.token_hex(_KEY_BYTES)}\n")
        made.flush()
        os.fsync(made.fileno())


def _derived(key: bytes, what: bytes) -> bytes:
    return HKDF(SHA256(), _KEY_BYTES, salt=None, info=b"thutuc backup " + what).derive(key)


def _pack(content: bytes) -> bytes:
    packed = zlib.compress(content, 1)
    return _PACKED + packed if len(packed) < len(content) * _WORTH else _PLAIN + content


def _unpack(name: str, packed: bytes) -> bytes:
    if packed[:1] == _PLAIN:
        return packed[1:]
    try:
        return zlib.decompress(packed[1:])
    except zlib.error as damage:
        raise BackupDamaged(f"{name} in the backup was changed") from damage
