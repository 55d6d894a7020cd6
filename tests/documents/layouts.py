"""A document of blocks as text, Word, HTML and PDF; the tables in every order in which their cells come out."""

import html
import re
import shutil
import subprocess
import textwrap
from itertools import zip_longest
from xml.sax.saxutils import escape

import docx
import fpdf
from documents.made_up import Heading, Table
from docx.oxml import OxmlElement
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer
from reportlab.platypus import Table as PrintedTable

from hmip_rules.documents.lines import Cell, Line, Row, TableOfCells


def rows(table):
    return ["\t".join(row) for row in table.rows]


def cells(table):
    return [line for row in table.rows for cell in row for line in (cell, "")]


def value_first(table):
    return ["\t".join(reversed(row)) for row in table.rows]


def value_first_cells(table):
    return [cell for row in table.rows for cell in reversed(row)]


def columns(table):
    return [cell for column in zip_longest(*table.rows, fillvalue="") for cell in column if cell]


def aligned(table):
    """Columns side by side, each wrapped in its own width: the text of a cell goes over several lines."""
    lines = []
    for row in table.rows:
        width = max(12, 60 // len(row))
        wrapped = [textwrap.wrap(cell, width) or [""] for cell in row]
        lines += [
            "    ".join(part.ljust(width) for part in parts).rstrip() for parts in zip_longest(*wrapped, fillvalue="")
        ]
    return lines


def torn(table):
    """The value at the end of the first line of its row, in the middle of what it belongs to."""
    lines = []
    for row in table.rows:
        *names, value = row
        first, *more = textwrap.wrap(" ".join(names), 45) or [""]
        lines += [f"{first} {value}", *more]
    return lines


def below(table):
    """Each row as the text of a line that was wrapped."""
    return [line for row in table.rows for line in textwrap.wrap(" ".join(row), 40)]


TABLES = {f.__name__: f for f in (rows, cells, value_first, value_first_cells, columns, aligned, torn, below)}


def text_lines(blocks, table=rows, width=None):
    lines = []
    for block in blocks:
        if isinstance(block, Table):
            lines += [*table(block), ""]
        else:
            lines += [*(textwrap.wrap(block.text, width) if width else block.text.split("\n")), ""]
    return lines


def with_cells(blocks):
    """The blocks of a document whose cells are known, as those of a web page are."""
    found = []
    for number, block in enumerate(blocks, start=1):
        if isinstance(block, Table):
            rows = [tuple(Cell(text, column) for column, text in enumerate(row)) for row in block.rows]
            found.append(TableOfCells(tuple(Row(row, number) for row in rows)))
        else:
            is_heading = isinstance(block, Heading)
            found += [Line(line, number, is_heading=is_heading) for line in block.text.split("\n")]
    return found


def as_docx(blocks, path):
    made = docx.Document()
    for block in blocks:
        if isinstance(block, Table):
            table = made.add_table(rows=0, cols=max(map(len, block.rows), default=1))
            for row in block.rows:
                for cell, text in zip(table.add_row().cells, row, strict=False):
                    cell.text = text
        elif isinstance(block, Heading):
            made.add_heading(block.text, level=2)
        else:
            made.add_paragraph(block.text)
    made.save(str(path))


def as_docx_with_drop_downs(blocks, path):
    """The last cell of each row in a content control, as a list to choose from is."""
    as_docx(blocks, path)
    made = docx.Document(str(path))
    for table in made.tables:
        for row in table.rows:
            cell = row._tr.tc_lst[-1]
            control = OxmlElement("w:sdt")
            content = OxmlElement("w:sdtContent")
            control.append(content)
            row._tr.replace(cell, control)
            content.append(cell)
    made.save(str(path))


def as_html_with_merged_cells(blocks, path):
    """A cell over all rows before each table, and each last cell of a row over two columns."""
    lines = []
    for line in html_of(blocks):
        rows = re.sub(r"<td>(?=(?:(?!<td>).)*</tr>$)", "<td colspan='2'>", line)
        if lines and lines[-1] == "<table>":
            rows = rows.replace("<tr>", "<tr><td rowspan='99'></td>")
        lines.append(rows)
    path.write_text("\n".join(lines), encoding="utf-8")


def html_of(blocks):
    yield "<!DOCTYPE html><html><head><meta charset='utf-8'><title>99% Good</title><style>p{color:red}</style></head><body>"
    for block in blocks:
        if isinstance(block, Table):
            yield "<table>"
            for row in block.rows:
                yield "<tr>" + "".join(f"<td><p>{html.escape(cell)}</p></td>" for cell in row) + "</tr>"
            yield "</table>"
        else:
            tag = "h2" if isinstance(block, Heading) else "p"
            yield f"<{tag}>{html.escape(block.text)}</{tag}>"
    yield "</body></html>"


def as_html(blocks, path):
    path.write_text("\n".join(html_of(blocks)), encoding="utf-8")


class _Paged(fpdf.FPDF):
    running = ""

    def header(self):
        self.set_font("helvetica", size=8)
        self.cell(0, 5, self.running, new_x="LMARGIN", new_y="NEXT")

    def footer(self):
        self.set_y(-12)
        self.cell(0, 5, str(self.page_no()), align="C")


def as_pdf_by_fpdf(blocks, path):
    made = _Paged()
    blocks = list(blocks)
    made.running = f"Inspection of probation services in {blocks[1].text}"
    made.add_page()
    made.set_font("helvetica", size=11)
    for block in blocks:
        made.set_font("helvetica", style="B" if isinstance(block, Heading) else "", size=11)
        if isinstance(block, Table) and block.rows:
            widths = (4, 1) if max(map(len, block.rows)) == 2 else None
            with made.table(first_row_as_headings=False, col_widths=widths) as table:
                for row in block.rows:
                    printed = table.row()
                    for cell in row:
                        printed.cell(cell.replace("\u2019", "'"))
        elif not isinstance(block, Table):
            made.multi_cell(0, 6, block.text, new_x="LMARGIN", new_y="NEXT")
            made.ln(2)
    made.output(str(path))


def as_pdf_by_reportlab(blocks, path):
    style = getSampleStyleSheet()
    flow = []
    for block in blocks:
        if isinstance(block, Table) and block.rows:
            width = 480 / max(map(len, block.rows))
            flow.append(
                PrintedTable(
                    [[Paragraph(escape(cell), style["BodyText"]) for cell in row] for row in block.rows],
                    colWidths=[width] * max(map(len, block.rows)),
                )
            )
        elif not isinstance(block, Table):
            flow += [Paragraph(escape(block.text), style["Heading2" if isinstance(block, Heading) else "BodyText"])]
        flow.append(Spacer(1, 6))
    SimpleDocTemplate(str(path), pagesize=A4).build(flow)


def as_pdf_by_libreoffice(blocks, path):
    word = path.with_suffix(".docx")
    as_docx(blocks, word)
    office = shutil.which("soffice")
    profile = f"-env:UserInstallation=file://{path.parent}/profile"
    command = [office, profile, "--headless", "--convert-to", "pdf", "--outdir", str(path.parent), str(word)]
    subprocess.run(command, check=True, capture_output=True)
    word.unlink()


def as_text(blocks, path):
    path.write_text("\n".join(text_lines(blocks)), encoding="utf-8")


FILES = {
    "text": (as_text, ".txt"),
    "docx": (as_docx, ".docx"),
    "docx with drop-downs": (as_docx_with_drop_downs, ".docx"),
    "html": (as_html, ".html"),
    "html with merged cells": (as_html_with_merged_cells, ".html"),
    "pdf by fpdf2": (as_pdf_by_fpdf, ".pdf"),
    "pdf by reportlab": (as_pdf_by_reportlab, ".pdf"),
}
if shutil.which("soffice"):
    FILES["pdf by LibreOffice"] = (as_pdf_by_libreoffice, ".pdf")
