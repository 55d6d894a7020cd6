"""How the code is built: data flows one way, and no rule of a framework is in Python."""

import ast
import importlib
import re
import subprocess
import sys
from collections import Counter
from graphlib import TopologicalSorter

import pytest
from conftest import ROOT

import hmip_rules
from hmip_rules import load_rulebook
from hmip_rules.files.library import shipped_rulebooks

MODULES = sorted((ROOT / "hmip_rules").rglob("*.py"))


ROOMS = ["cli", "documents", "files", "insight", "model", "output", "rulebooks", "scoring", "tables", "wording"]


def test_the_package_shows_its_ten_rooms_and_nothing_else():
    shown = sorted(path.name for path in (ROOT / "hmip_rules").iterdir() if path.name != "__pycache__")
    assert shown == sorted([*ROOMS, "__init__.py", "__main__.py", "strategies.py", "py.typed"])
    for room in ROOMS:
        assert (ROOT / "hmip_rules" / room / "__init__.py").read_text().startswith('"""')


def test_the_tests_stand_in_the_rooms_that_they_test():
    folders = {path.parent.relative_to(ROOT / "tests").parts[0] for path in (ROOT / "tests").glob("*/**/test_*.py")}
    assert folders == set(ROOMS)


def test_no_module_is_longer_than_400_lines():
    assert [path.name for path in MODULES if len(path.read_text().splitlines()) > 400] == []


def test_a_class_name_exists_once():
    names = Counter(
        node.name
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ClassDef)
    )
    assert len(names) > 100
    assert [name for name, times in names.items() if times > 1] == []


def test_no_modules_import_one_another_in_a_circle():
    """Imports inside functions are counted too."""
    modules = {module_name(path): path for path in MODULES}
    imports = {name: set(imported(path, modules)) for name, path in modules.items()}
    assert sum(map(len, imports.values())) > 500
    tuple(TopologicalSorter(imports).static_order())  # raises CycleError with the circle


def module_name(path):
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imported(path, modules):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and node.module in modules:
            for alias in node.names:
                submodule = f"{node.module}.{alias.name}"
                yield submodule if submodule in modules else node.module


def test_no_module_knows_a_framework_a_standard_or_a_rating():
    """Ratings, codes and ids stand in rules/ alone; documentation and --help may show one as an example."""
    words = set()
    for rulebook_id in shipped_rulebooks():
        book = load_rulebook(rulebook_id)
        words |= {book.id, *book.ratings, *(standard.code for standard in book.standards if standard.code)}
        words |= {name for standard in book.standards for name in standard.key_questions}
    found = []
    for path in MODULES:
        if path.parent.name != "cli":
            for line, text in strings(ast.parse(path.read_text())):
                found += [(path.name, line, word) for word in words if re.search(rf"\b{re.escape(word)}\b", text)]
    assert len(words) > 12
    assert found == []


def strings(tree):
    """Every text in the code but for those that stand alone, which are documentation."""
    documentation = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in documentation:
            yield node.lineno, node.value


@pytest.mark.parametrize("name", [name for name in hmip_rules.__all__ if name != "__version__"])
def test_every_public_name_is_there_and_documented(name):
    public = getattr(hmip_rules, name)
    assert public.__doc__
    assert name in (ROOT / "docs/library.md").read_text()


def test_a_name_that_is_not_public_is_refused():
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        _ = hmip_rules.nonsense


def test_a_missing_extra_is_one_line_that_names_it():
    code = "import sys; sys.modules['hypothesis'] = None\nimport hmip_rules.strategies"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert result.stderr.splitlines()[-1] == (
        "ImportError: hmip_rules.strategies needs Hypothesis: pip install 'hmip-rules[hypothesis]'"
    )


def test_scoring_needs_no_extra():
    code = (
        "import sys\nfrom hmip_rules import load_report, score\n"
        f"score(load_report({str(ROOT / 'examples/leeds-pdu-2024.yaml')!r}))\n"
        "print(*sys.modules)"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not {"hypothesis", "click"} & set(result.stdout.split())


def test_the_module_of_the_checks_and_the_page_of_findings_name_the_same_codes():
    page = (ROOT / "docs/findings.md").read_text()
    package = importlib.import_module("hmip_rules.scoring.checks")
    checks = package.CHECKS
    for check in checks:
        code = check.__name__.rpartition(".")[2].replace("_", "-")
        assert f"## {code}\n\n{check.__doc__.strip()}\n" in page
    assert page.count("\n## ") == len(checks)
