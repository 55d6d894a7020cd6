"""The page in a real browser, Chromium: accessible, narrow, dark, sorted and printed."""

import io
import os
import shutil

import pypdfium2
import pytest
from conftest import ROOT

from hmip_rules import load_rulebook
from hmip_rules.cli.score import main

EXAMPLES = [str(ROOT / "examples/leeds-pdu-2024.yaml"), str(ROOT / "examples/kirklees-pdu-2024.yaml")]
MADE_UP = str(ROOT / "docs/made-up-report.html")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
ALONE = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
ALONE += ["--disable-component-update", "--disable-sync"]
WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}

if not CHROMIUM and os.environ.get("HMIP_ENGINES") != "all":
    pytest.skip("no Chromium here; HMIP_ENGINES=all makes that a failure", allow_module_level=True)


@pytest.fixture(scope="module")
def browser():
    sync_api = pytest.importorskip("playwright.sync_api")
    with sync_api.sync_playwright() as play:
        started = play.chromium.launch(executable_path=CHROMIUM, args=ALONE)
        yield started
        started.close()


def written(folder, name, *arguments):
    from click.testing import CliRunner

    file = folder / name
    CliRunner().invoke(main, ["--format", "html", "-o", str(file), *arguments])
    return file


def longest(percentage="{0}"):
    """A report with the most standards that there are, of which every second disagrees."""
    book = load_rulebook("yjs-2021")
    lines = [
        "rulebook: yjs-2021",
        "service: A youth justice service of several boroughs, with a long name",
        "cases: 120",
    ]
    for place, standard in enumerate(book.standards):
        asked = ", ".join(f"{name}: {percentage.format(20 + 7 * place)}" for name in standard.key_questions)
        lines += ["standards:"] * (place == 0)
        lines += [f"  {standard.key!r}: {{rating: {book.names[place % 4]}, key_questions: {{{asked}}}}}"]
    return "\n".join(lines) + "\n"


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pages")
    youth = folder / "youth.yaml"
    youth.write_text(longest())
    counts, decimals = folder / "counts.yaml", folder / "decimals.yaml"
    counts.write_text(longest("{{sufficient: {0}, of: 100}}"))
    decimals.write_text(longest("{0}.25"))
    return {
        "one": written(folder, "one.html", EXAMPLES[0]),
        "longest": written(folder, "longest.html", str(youth)),
        "longest, counts": written(folder, "counts.html", str(counts)),
        "longest, decimals": written(folder, "decimals.html", str(decimals)),
        "findings, all answers, explained": written(folder, "all.html", "--all", "--explain", MADE_UP),
        "several": written(folder, "several.html", *EXAMPLES, MADE_UP, str(youth), str(folder / "nowhere.yaml")),
    }


NAMES = ("one", "findings, all answers, explained", "several")


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(("scheme", "width"), [("light", 1200), ("dark", 320)])
def test_axe_finds_nothing_wrong(browser, pages, name, scheme, width):
    from axe_playwright_python.sync_playwright import Axe

    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page.goto(pages[name].as_uri())
    found = Axe().run(page, options=WCAG)
    assert [
        (violation["id"], [node["html"] for node in violation["nodes"]]) for violation in found.response["violations"]
    ] == []
    assert len(found.response["passes"]) >= 10
    page.close()


@pytest.mark.parametrize("name", NAMES)
def test_it_fits_into_320_pixels_but_for_tables_which_scroll_by_themselves(browser, pages, name):
    page = browser.new_page(viewport={"width": 320, "height": 900})
    page.goto(pages[name].as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    page.close()


BROKEN_WORDS = """() => {
    const broken = [];
    const texts = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
        const text = texts.currentNode;
        if (!text.parentElement.closest("table")) continue;
        for (const word of text.data.matchAll(/[\\p{L}\\d]+/gu)) {
            const range = document.createRange();
            range.setStart(text, word.index);
            range.setEnd(text, word.index + word[0].length);
            const lines = new Set([...range.getClientRects()].map(rectangle => Math.round(rectangle.top)));
            if (lines.size > 1) broken.push([word[0], text.data]);
        }
    }
    return broken;
}"""


@pytest.mark.parametrize("width", [1100, 320])
@pytest.mark.parametrize("name", NAMES)
def test_no_word_of_a_table_is_broken(browser, pages, name, width):
    page = browser.new_page(viewport={"width": width, "height": 900})
    page.goto(pages[name].as_uri())
    broken = page.evaluate(BROKEN_WORDS)
    assert [word for word, text in broken if "/" not in text] == []  # a path is one word, longer than a line
    page.close()


def test_a_word_longer_than_a_line_is_broken_and_its_table_no_wider(browser, tmp_path):
    long = tmp_path / "long.yaml"
    long.write_text(f"rulebook: pdu-2024\nservice: {'Llanfairpwll' * 12}\n")
    page = browser.new_page(viewport={"width": 320, "height": 900})
    page.goto(written(tmp_path, "long.html", str(long), EXAMPLES[0]).as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    assert page.evaluate("document.querySelector('table.sorts tbody th').getBoundingClientRect().width") <= 320
    page.close()


@pytest.mark.parametrize("name", NAMES)
def test_it_asks_nothing_of_the_network_and_breaks_no_rule_of_its_own(browser, pages, name):
    page = browser.new_page()
    asked, said = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.goto(pages[name].as_uri())
    assert asked == [pages[name].as_uri()]
    assert said == []
    page.close()


def test_without_script_nothing_is_missing(browser, pages):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(pages["several"].as_uri())
    assert page.locator("table.sorts tbody tr").count() == 5
    assert page.locator("table.sorts th button").count() == 0
    context.close()


def test_the_index_is_sorted_by_a_click_or_a_key_and_says_so(browser, pages):
    page = browser.new_page()
    page.goto(pages["several"].as_uri())

    def services():
        return page.locator("table.sorts tbody th").all_inner_texts()

    as_given = services()
    page.get_by_role("button", name="Service").click()
    assert services() == sorted(as_given, key=str.lower) != as_given
    page.get_by_role("button", name="Service").press("Enter")
    assert services() == sorted(as_given, key=str.lower, reverse=True)
    assert page.locator("th[aria-sort=descending]").inner_text() == "Service"
    page.close()


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("one", "Leeds PDU"),
        ("longest", "4 published values do not"),
        ("longest, counts", "69 of 100: 69"),
        ("longest, decimals", "69.25, rounded 69"),
    ],
)
def test_a_report_is_one_page_of_a4_when_printed_with_all_that_a_check_needs(browser, pages, name, words):
    page = browser.new_page()
    page.goto(pages[name].as_uri())
    printed = pypdfium2.PdfDocument(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    assert len(printed) == 1
    assert [round(size / 72 * 25.4) for size in printed[0].get_size()] == [210, 297]
    text = " ".join(printed[0].get_textpage().get_text_bounded().split())
    for said in (words, "revision 2026", "Recomputed by hmip-rules", "Rules not confirmed. "):
        assert said in text
    page.close()


def test_page_one_says_by_what_it_was_made_also_where_more_was_asked_for(browser, pages):
    page = browser.new_page()
    page.goto(pages["findings, all answers, explained"].as_uri())
    printed = pypdfium2.PdfDocument(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    assert len(printed) > 1
    first = " ".join(printed[0].get_textpage().get_text_bounded().split())
    for said in ("Recomputed by hmip-rules", "revision 2026", "Rules not confirmed. "):
        assert said in first
    page.close()


def test_bars_are_as_long_as_their_percentages_on_the_screen(browser, pages):
    page = browser.new_page()
    page.goto(pages["one"].as_uri())
    drawn = page.evaluate(
        """[...document.querySelectorAll("table.questions svg")].map(row => [
            row.querySelector(".bar").getBoundingClientRect().width / row.querySelector(".band").getBoundingClientRect().width,
            Number(row.closest("tr").cells[1].textContent)])"""
    )
    assert len(drawn) == 12
    for share, percent in drawn:  # of the first band, which ends at 50
        assert share == pytest.approx(percent / 50, abs=0.02)
    page.close()
