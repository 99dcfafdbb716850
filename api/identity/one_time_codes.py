"""One-time codes by the clock (TOTP, RFC 6238), and recovery codes for the day without a telephone.

The codes are what every app knows: six digits, a new one every 30 seconds, SHA-1.
"""

from __future__ import annotations

import base64
import secrets
from typing import Final

ISSUER: Final = "Thủ tục"
"""What the app calls this service, whatever the language of the page."""
RECOVERY_CODES: Final = 10
_RECOVERY_BYTES: Final = 10
_RECOVERY_LENGTH: Final = 16
_LATE: Final = 1
"""How many half minutes the clock of a telephone may be ahead or behind."""
_LIKE: Final = str.maketrans({"0": "o", "1": "l", "8": "b", " ": None, "-": None})
"""What a recovery code has none of, as what it is taken for."""


def new_secret() -> str:
    """Return a secret of 160 bits, in base 32."""
    import pyotp  # noqa: PLC0415 - only where somebody has a second factor

    return pyotp.random_base32()


def address_of(secret: str, name: str) -> str:
    """Return the `otpauth:` address by which an app learns a secret."""
    import pyotp  # noqa: PLC0415

    return pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name=ISSUER)


def drawn(address: str) -> str:
    """Return an address as a QR code: an `svg` element, drawn here, of plain black and white."""
    import segno  # noqa: PLC0415

    code = segno.make(address, error="m", micro=False)
    return str(code.svg_inline(scale=5, border=4, dark="#000", light="#fff", omitsize=True, svgclass="qr"))


def step_of(secret: str, code: str) -> int | None:
    """Return the half minute since 1970 that a code is of; `None` where it is of none near now."""
    import pyotp  # noqa: PLC0415
    from pyotp.exceptions import OTPVerificationError  # noqa: PLC0415

    try:
        return pyotp.TOTP(secret).verify_and_get_timecode(plain(code), valid_window=_LATE)
    except OTPVerificationError:
        return None


def plain(code: str) -> str:
    """Return the digits of a code as an app shows them, with or without blanks."""
    return "".join(code.split())


def new_recovery_code() -> str:
    """Return a code of 80 random bits, in four groups."""
    text = base64.b32encode(secrets.token_bytes(_RECOVERY_BYTES)).decode().lower()
    return "-".join(text[at : at + 4] for at in range(0, _RECOVERY_LENGTH, 4))


def recovery_code(typed: str) -> str | None:
    """Return a recovery code as it is hashed; `None` for what cannot be one."""
    code = typed.strip().lower().translate(_LIKE)
    return code if len(code) == _RECOVERY_LENGTH and code.isascii() else None
