"""What every document store keeps: each implementation subclasses `DocumentStoreContract`."""

from __future__ import annotations

from contract.amendments import AmendmentContract
from contract.provision_changes import ProvisionChangeContract
from contract.reading_corrections import ReadingCorrectionContract
from contract.store_material import GUEST, MODEL, OPERATOR, PUBLIC, SECRET, reading, snapshot
from contract.store_reading import ReadingContract
from contract.store_writing import WritingContract

__all__ = ["GUEST", "MODEL", "OPERATOR", "PUBLIC", "SECRET", "DocumentStoreContract", "reading", "snapshot"]


class DocumentStoreContract(
    WritingContract, ReadingContract, AmendmentContract, ProvisionChangeContract, ReadingCorrectionContract
):
    """The guarantees of `index.document_store.DocumentStore`."""
