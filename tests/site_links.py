"""Every link of a built site leads somewhere: to a file of it, and to a place in that file.

PYTHONPATH=tests python -m site_links FOLDER
"""

import sys
from pathlib import Path
from urllib.parse import unquote, urlsplit

from lxml import html


def broken(folder):
    """The links of all pages that lead nowhere, and how many were followed."""
    pages = {path: html.parse(str(path)).getroot() for path in folder.rglob("*.html")}
    names = {
        path: {anchor for node in page.iter() for anchor in (node.get("id"), node.get("name")) if anchor}
        for path, page in pages.items()
    }
    followed, found = 0, []
    for path, page in pages.items():
        for _, _, link, _ in page.iterlinks():
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                continue
            followed += 1
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path.resolve()
            fragment = unquote(parts.fragment)
            if not target.is_file() or (fragment and target in pages and fragment not in names[target]):
                found.append(f"{path.relative_to(folder)}: {link}")
    return found, followed


def main():
    found, followed = broken(Path(sys.argv[1]).resolve())
    for link in found:
        print(link)
    print(f"{followed:,} links followed, {len(found)} broken")
    sys.exit(bool(found) or not followed)  # a site that was not built has no broken link either


if __name__ == "__main__":
    main()
