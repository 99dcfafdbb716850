"""Sharing conversations inside the office, for one caller: with accounts and departments, to read only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from api.dependencies import Service
from api.identity.accounts import Accounts, principal_name
from api.identity.errors import AccountUnknown
from api.web.desk import Desk
from assistant.errors import RecordNotFound
from assistant.shared_turns import SharedTurn, shared_turn
from assistant.shares import Share, department
from assistant.shelf import Shelf
from index.access import Principal


class Refused(StrEnum):
    """Why a conversation is not shared; the words for each are in `prompts/interface.*.yaml`."""

    NO_ACCOUNT = "no_account"
    NO_DEPARTMENT = "no_department"
    ONESELF = "oneself"


class ShareRefused(Exception):
    """A conversation cannot be shared so; `why` says why."""

    def __init__(self, why: Refused) -> None:
        """Keep why."""
        super().__init__(why.value)
        self.why = why


@dataclass(frozen=True, slots=True)
class Shared:
    """A conversation that somebody else shares, as the reader sees it.

    `title` is the first question that is seen, "" where none is; `hidden` tells whether anything is not.
    """

    share: Share
    turns: tuple[SharedTurn, ...]

    @property
    def title(self) -> str:
        """What the conversation is called here; never by the name that its owner gave it."""
        return next((str(turn.body["question"]) for turn in self.turns if turn.whole), "")

    @property
    def documents(self) -> tuple[str, ...]:
        """The ids of the documents that it shows."""
        return tuple(dict.fromkeys(c["document"]["id"] for t in self.turns for c in t.body["citations"]))


class Sharing:
    """The acts of one person who has signed in; each is in the audit log.

    Failure: `RecordNotFound` for a conversation that is not the caller's, or not shared with the caller.
    """

    def __init__(self, desk: Desk, service: Service) -> None:
        """Keep who acts."""
        self._desk, self._service = desk, service

    @property
    def _who(self) -> Principal:
        return self._service.principal

    def share(self, conversation_id: str, reader: str) -> None:
        """Share a conversation with an account or with `department:` one. Raises `ShareRefused`."""
        given = self._reader(reader.strip())
        self._listed(conversation_id)
        name = self._service.caller.shown_name or self._who.name
        self._desk.shares().share(self._who.name, conversation_id, given, name)
        self._note("conversation_shared", conversation_id, about=given)

    def revoke(self, conversation_id: str, reader: str) -> None:
        """Let a reader, as `shares` names it, see a conversation no more."""
        self._desk.shares().revoke(self._who.name, conversation_id, reader)
        self._note("share_revoked", conversation_id, about=reader)

    def shares(self, conversation_id: str | None = None) -> tuple[Share, ...]:
        """List what the caller shares."""
        return self._desk.shares().of(self._who.name, conversation_id)

    def seen(self) -> tuple[Shared, ...]:
        """List what is shared with the caller, the latest first."""
        return tuple(self._cut(share) for share in self._desk.shares().seen_by(self._who))

    def conversation(self, conversation_id: str) -> Shared:
        """Return a conversation that is shared with the caller."""
        found = self._cut(self._desk.shares().with_reader(self._who, conversation_id))
        self._note("shared_shown", conversation_id, documents=found.documents)
        return found

    def _cut(self, share: Share) -> Shared:
        shelf = Shelf(self._service.store(), self._who)
        records = self._desk.records().all_of(share.owner, share.conversation_id)
        return Shared(share, tuple(shared_turn(record, shelf) for record in records))

    def _listed(self, conversation_id: str) -> None:
        """Put a conversation that was held over the programming interface into the caller's list."""
        records = self._service.assistant().conversation(conversation_id, self._who)
        threads = self._desk.threads()
        try:
            threads.entry(self._who.name, conversation_id)
        except RecordNotFound:
            first = str(records[0].body["question"])
            threads.touch(self._who.name, conversation_id, records[-1].id, first)

    def _reader(self, given: str) -> str:
        accounts = Accounts(self._service.settings.home)
        if given.startswith(department("")):
            name = given.removeprefix(department("")).strip()
            known = {own for account in accounts.all() for own in account.label.departments} - {"*"}
            if name not in known:
                raise ShareRefused(Refused.NO_DEPARTMENT)
            return department(name)
        try:
            account = accounts.get(given.lower())
        except AccountUnknown as unknown:
            raise ShareRefused(Refused.NO_ACCOUNT) from unknown
        if account.disabled:
            raise ShareRefused(Refused.NO_ACCOUNT)
        if principal_name(account.name) == self._who.name:
            raise ShareRefused(Refused.ONESELF)
        return principal_name(account.name)

    def _note(
        self, what: str, conversation_id: str, documents: Sequence[str] = (), about: str | None = None
    ) -> None:
        self._service.rooms.audit.add(
            self._who.name,
            what,
            key=self._service.caller.key_id,
            documents=documents,
            answer=conversation_id,
            about=about,
        )
