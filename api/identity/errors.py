"""What can go wrong with accounts and signing in.

```
IdentityFailure
├── AccountsTooNew     a later version of the program wrote the file
├── AccountUnknown     there is no account of that name
├── AccountExists      the name is taken
├── NameRefused        the text cannot be a name
├── LastAdministrator  nobody would be left to keep the accounts
├── SignedOnElsewhere  the account has no password here
├── PasswordRefused    the password is not good enough; `code` says why
├── FactorRefused      the second factor cannot be set, shown or taken away; `code` says why
├── SignOnFailed       the single sign-on does not say who somebody is
└── SignInRefused      who asks is not let in; `code` says what they are told
```
"""

from __future__ import annotations


class IdentityFailure(Exception):
    """The root of this tree."""


class AccountsTooNew(IdentityFailure):
    """A later version of the program wrote the file; nothing is changed."""


class AccountUnknown(IdentityFailure):
    """There is no account of that name."""


class AccountExists(IdentityFailure):
    """The name is taken, perhaps by an account that is disabled; names are never given twice."""


class NameRefused(IdentityFailure):
    """The text cannot be the name of an account."""


class LastAdministrator(IdentityFailure):
    """Without this account nobody would be left to keep the accounts."""


class SignedOnElsewhere(IdentityFailure):
    """A single sign-on speaks for the owner of the account, so it has no password here."""


class PasswordRefused(IdentityFailure):
    """A password that is not good enough: `code` is a key of `account.refusals` in the words of the page."""

    def __init__(self, code: str) -> None:
        """Keep why."""
        super().__init__(code)
        self.code = code


class FactorRefused(IdentityFailure):
    """Nothing was done to a second factor: `code` is a key of `factor.refusals` in the words of the page."""

    def __init__(self, code: str, minutes: int | None = None) -> None:
        """Keep why; `minutes` says how long to wait."""
        super().__init__(code)
        self.code = code
        self.minutes = minutes


class SignInRefused(IdentityFailure):
    """Somebody is not let in: `code` is a key of `login.refusals`; `minutes` says how long to wait."""

    def __init__(self, code: str, minutes: int | None = None) -> None:
        """Keep what they are told."""
        super().__init__(code)
        self.code = code
        self.minutes = minutes


class SignOnFailed(IdentityFailure):
    """The single sign-on cannot be reached, or what it says is not as the standard has it."""
