"""Kinds of files that cannot be read, each with what to do with it."""

from __future__ import annotations

from pathlib import Path

from hmip_rules.documents.lines import KINDS
from hmip_rules.files.folders import REPORT_ENDINGS
from hmip_rules.wording.phrases import choice

WORD_FILE = "a text document of another kind", "save it as .docx"
TABLE = "a table", "score it with 'hmip-rules table'"
OTHER_WORKBOOK = "a workbook of another kind", "save it as .xlsx, and score that with 'hmip-rules table'"
PRESENTATION = "a presentation", "save it as .pdf"
MESSAGE = "an e-mail", "save the report that is attached to it, and name that file"
ARCHIVE = "an archive", "unpack it, and name the files that are in it"
WEB_ARCHIVE = "a web page with all its parts", "save the page as .html"
PICTURE = "a picture", "recognise its text (OCR), and save it as .docx or .pdf"
MARKED_TEXT = "text with marks", "save it as .txt"
OTHER_PAGES = "a document of another kind", "save it as .pdf"

OTHER_KINDS = {
    **dict.fromkeys((".doc", ".docm", ".dot", ".dotx", ".odt", ".rtf", ".pages", ".wpd"), WORD_FILE),
    **dict.fromkeys((".xlsx", ".csv", ".tsv", ".parquet"), TABLE),
    **dict.fromkeys((".xls", ".xlsb", ".xlsm", ".ods", ".numbers"), OTHER_WORKBOOK),
    **dict.fromkeys((".ppt", ".pptx", ".odp", ".key"), PRESENTATION),
    **dict.fromkeys((".eml", ".msg"), MESSAGE),
    **dict.fromkeys((".zip", ".7z", ".rar", ".tar", ".gz", ".tgz"), ARCHIVE),
    **dict.fromkeys((".mht", ".mhtml", ".webarchive"), WEB_ARCHIVE),
    **dict.fromkeys((".png", ".jpg", ".jpeg", ".gif", ".tif", ".tiff", ".bmp", ".heic", ".webp", ".svg"), PICTURE),
    **dict.fromkeys((".md", ".markdown", ".rst", ".tex"), MARKED_TEXT),
    **dict.fromkeys((".epub", ".xps", ".ps"), OTHER_PAGES),
}
"""What a file is, by the end of its name, and what to do with it."""

FIRST_BYTES = {
    b"%PDF-": ("a PDF", "give it a name that ends in .pdf"),
    b"{\\rtf": WORD_FILE,
    b"PK\x03\x04": ("a Word file, a workbook or an archive", "give it a name that ends in .docx, if it is a Word file"),
    b"\xd0\xcf\x11\xe0": ("an old Word file or workbook", "save it as .docx, if it is a Word file"),
    b"\x89PNG": PICTURE,
    b"\xff\xd8\xff": PICTURE,
    b"GIF8": PICTURE,
    b"<!DOCTYPE html": ("a web page", "give it a name that ends in .html"),
    b"<html": ("a web page", "give it a name that ends in .html"),
}
"""What a file is whose name does not say so, by its first bytes."""


def why_other_kind(file: str) -> str | None:
    """Return what a file is that can be read neither as a report nor as a document, and what to do with it.

    None where its name and its first bytes do not tell, or there is no such file; also of a pipe.
    """
    path = Path(file)
    try:
        if not path.is_file():  # what is read from a pipe is gone
            return None
        with path.open("rb") as opened:
            first = opened.read(max(map(len, FIRST_BYTES)))
    except (OSError, ValueError):
        return None
    by_bytes = (kind for begins, kind in FIRST_BYTES.items() if first[: len(begins)].lower() == begins.lower())
    kind = OTHER_KINDS.get(path.suffix.lower()) or next(by_bytes, None)
    if kind is None:
        return None
    what, what_to_do = kind
    known = choice([*REPORT_ENDINGS, *KINDS])
    return f"This is {what}, and cannot be read as a report; {what_to_do}. Files that can be read end in {known}"
