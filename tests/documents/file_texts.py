"""Documents that tests make, and the text that is read from them."""

import fpdf

from hmip_rules.documents.lines import TableOfCells
from hmip_rules.documents.reader_process import read_blocks


def texts(path):
    """The lines of a document, and its tables as lists of rows of cells."""
    found = []
    for block in read_blocks(str(path)):
        if isinstance(block, TableOfCells):
            found.append([[cell.text for cell in row.cells] for row in block.rows])
        elif block.text.strip():
            found.append(block.text)
    return found


def pdf(folder, **passwords):
    made = fpdf.FPDF()
    made.set_font("helvetica")
    made.add_page()
    made.cell(text="text")
    if passwords:
        made.set_encryption(**passwords)
    made.output(str(folder / "report.pdf"))
    return folder / "report.pdf"
