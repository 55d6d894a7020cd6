"""Documents that tests make, and the text that is read from them."""

import fpdf

from hmip_rules.documents.reader_process import read_lines


def texts(path):
    return [line.text for line in read_lines(str(path)) if line.text.strip()]


def pdf(folder, **passwords):
    made = fpdf.FPDF()
    made.set_font("helvetica")
    made.add_page()
    made.cell(text="text")
    if passwords:
        made.set_encryption(**passwords)
    made.output(str(folder / "report.pdf"))
    return folder / "report.pdf"
