"""Files of IATI activities to elements, one activity at a time, with nothing in them that reaches out or unfolds."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from lxml import etree

from unmap.errors import SheetError, quoted
from unmap.model.iati_codes import READ_VERSIONS

if TYPE_CHECKING:
    from collections.abc import Iterator

_MARKS = b"\xef\xbb\xbf\xff\xfe\0 \t\r\n"


def is_xml(content: bytes) -> bool:
    """Say whether a file is an XML document and no web page, in whichever encoding."""
    start = content[:400].replace(b"\0", b"").lstrip(_MARKS).lower()
    return start.startswith((b"<?xml", b"<iati-activit", b"<!--", b"<!doctype iati"))


def activity_elements(file: str, content: bytes) -> Iterator[etree._Element]:
    """Give each `iati-activity` of a document; what was given before is emptied, so that a large one fits in memory.

    Raises SheetError, with a sentence that names the file, for XML that is not well formed, cut short or nested too
    deeply, for a document type (no IATI file has one, and entities could unfold or name other files), for another kind
    of document and for another version than 2.01 to 2.03.
    """
    events = etree.iterparse(
        io.BytesIO(content),
        events=("start", "end"),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    is_first = True
    try:
        for event, element in events:
            if is_first:
                _refuse_others(file, element)
                is_first = False
            if event == "end" and element.tag == "iati-activity":
                yield element
                element.clear()
                around = element.getparent()
                while around is not None and element.getprevious() is not None:
                    del around[0]
    except etree.XMLSyntaxError as error:
        deep = "is nested too deeply for activities" if "depth" in str(error).lower() else ""
        reason = deep or f"is no XML that can be read, or is cut short ({error.msg})"
        raise SheetError(f"{file}: {reason}; get the file again, or export it anew") from error


def _refuse_others(file: str, root: etree._Element) -> None:
    if root.getroottree().docinfo.internalDTD is not None or root.getroottree().docinfo.doctype:
        raise SheetError(f"{file}: declares a document type, which no file of IATI does; it is not read")
    if root.tag != "iati-activities":
        what = f"its outermost element is {quoted(root.tag)}"
        if root.tag == "iati-organisations":
            what = "it holds organisations; the file of activities is another one"
        if str(root.tag).endswith("}Workbook"):
            what = "it is a sheet saved as XML; open it in a spreadsheet program and save it as .xlsx"
        raise SheetError(f"{file}: is no file of IATI activities: {what}")
    version = root.get("version", "")
    if version not in READ_VERSIONS:
        told = f"says version {quoted(version)}" if version else "does not say its version"
        raise SheetError(f"{file}: {told} of IATI; those that are read are {', '.join(READ_VERSIONS)}")
