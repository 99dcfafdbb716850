"""Envelopes of the document exchange, written as the standard has them."""

from __future__ import annotations

import base64
import io
import tarfile
import zipfile

NAMESPACE = "http://www.mic.gov.vn/TBT/QCVN_102_2016"
HEADER = """<edXML:From><edXML:OrganId>000.00.15.H05</edXML:OrganId>
<edXML:OrganName>Sở Xây dựng</edXML:OrganName>
</edXML:From><edXML:To><edXML:OrganId>000.07.05.H05</edXML:OrganId></edXML:To>
<edXML:To><edXML:OrganId>000.08.05.H05</edXML:OrganId></edXML:To>
<edXML:DocumentId>000.00.15.H05,2026/07/09,{number}/SXD-QLN</edXML:DocumentId>
<edXML:Code><edXML:CodeNumber>{number}</edXML:CodeNumber><edXML:CodeNotation>SXD-QLN</edXML:CodeNotation></edXML:Code>
<edXML:PromulgationInfo><edXML:Place>Bắc Ninh</edXML:Place>
<edXML:PromulgationDate>2026/07/09</edXML:PromulgationDate></edXML:PromulgationInfo>
<edXML:DocumentType><edXML:Type>1</edXML:Type><edXML:TypeName>Công văn</edXML:TypeName></edXML:DocumentType>
<edXML:Subject>V/v giao nhận hồ sơ nhà ở</edXML:Subject>
<edXML:SignerInfo><edXML:Competence>KT. GIÁM ĐỐC</edXML:Competence>
<edXML:FullName>Trần Văn Mẫu</edXML:FullName>
</edXML:SignerInfo>
<edXML:ToPlaces><edXML:Place>Các phường</edXML:Place>
<edXML:Place>Lưu: VT</edXML:Place></edXML:ToPlaces>
<edXML:OtherInfo><edXML:Priority>1</edXML:Priority></edXML:OtherInfo>"""


def envelope(
    attachments: dict[str, bytes] | None = None,
    *,
    number: str = "812",
    business: str = "<edXML:BussinessDocType>0</edXML:BussinessDocType>",
    header: str = HEADER,
) -> bytes:
    """A document with its attachments, each packed as the axis packs them."""
    attached = "".join(
        f"<Attachment><ContentId>cid:{at}</ContentId><AttachmentName>{name}</AttachmentName>"
        f"<ContentType>application/zip</ContentType><edXML:ContentTransferEncoded>"
        f"{base64.b64encode(data).decode()}</edXML:ContentTransferEncoded></Attachment>"
        for at, (name, data) in enumerate((attachments or {}).items())
    )
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<edXML xmlns="{NAMESPACE}" xmlns:edXML="{NAMESPACE}"><edXML:edXMLEnvelope><edXML:edXMLHeader>
<edXML:MessageHeader>{header.format(number=number)}</edXML:MessageHeader>
<edXML:TraceHeaderList><edXML:TraceHeader><edXML:OrganId>000.00.15.H05</edXML:OrganId>
<edXML:Timestamp>2026/07/09 08:15:00</edXML:Timestamp></edXML:TraceHeader>
<edXML:Bussiness>{business}</edXML:Bussiness></edXML:TraceHeaderList>
</edXML:edXMLHeader></edXML:edXMLEnvelope><AttachmentEncoded>{attached}</AttachmentEncoded></edXML>""".encode()


STATUS = """<edXML:From><edXML:OrganId>000.07.05.H05</edXML:OrganId></edXML:From>
<edXML:ResponseFor><edXML:OrganId>000.00.15.H05</edXML:OrganId><edXML:Code>{number}/SXD-QLN</edXML:Code>
<edXML:DocumentId>000.00.15.H05,2026/07/09,{number}/SXD-QLN</edXML:DocumentId>
<edXML:PromulgationDate>2026/07/09</edXML:PromulgationDate></edXML:ResponseFor>
<edXML:StaffInfo><edXML:Department>Văn thư</edXML:Department></edXML:StaffInfo>
<edXML:StatusCode>03</edXML:StatusCode><edXML:Description>Đã vào sổ văn bản đến</edXML:Description>
<edXML:Timestamp>2026/07/09 09:30:11</edXML:Timestamp>"""


def packed(files: dict[str, bytes]) -> bytes:
    """A ZIP of files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def tarred(files: dict[str, bytes], packing: str = "gz") -> bytes:
    """A TAR of files, packed or not."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=f"w:{packing}") as archive:  # type: ignore[call-overload]
        for name, data in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))
    return out.getvalue()
