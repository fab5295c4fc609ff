"""A real browser as people use ours: Debian's Chromium, driven step by step, and the accessibility engine in it."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, Playwright

from chainfair.project.proving.suite import find_chromium
from tests.architecture.tree import ROOT

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
DESK, PHONE = (1440, 900), (390, 844)
STEP = 15_000  # milliseconds for one step


@dataclass(frozen=True)
class Look:
    """How somebody looks at a page: language, colour scheme, width."""

    language: str
    scheme: str
    size: tuple[int, int]

    def __str__(self) -> str:
        return f"{self.language} {self.scheme} {self.size[0]}"


# Each language, scheme and width, and each language in both schemes.
LOOKS = (
    Look("en", "light", DESK),
    Look("zh-hans", "dark", PHONE),
    Look("en", "dark", PHONE),
    Look("zh-hans", "light", DESK),
)


def launch(playwright: Playwright) -> Browser:
    """Start the machine's own Chromium; it reaches nothing but this machine."""
    chromium = find_chromium()
    if chromium is None:
        raise RuntimeError("The journeys need Chromium: apt-get install chromium")
    quiet = [
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--disable-quic",
    ]
    # Chromium's sandbox refuses to run as root, as a container of continuous integration does.
    free = ["--no-sandbox"] if os.geteuid() == 0 else []
    return playwright.chromium.launch(
        executable_path=chromium, headless=True, args=["--no-first-run", "--disable-gpu", *quiet, *free]
    )


def look_with(browser: Browser, address: str, look: Look, *, script: bool = True) -> BrowserContext:
    """A fresh window in which pages are looked at in one way."""
    context = browser.new_context(
        base_url=address,
        viewport={"width": look.size[0], "height": look.size[1]},
        color_scheme="dark" if look.scheme == "dark" else "light",
        java_script_enabled=script,
        reduced_motion="reduce",
    )
    context.set_default_timeout(STEP)
    context.add_cookies([{"name": "language", "value": look.language, "url": address}])
    return context


def findings(page: Page) -> list[str]:
    """What the accessibility engine finds wrong on a page: rule, and the first element of each."""
    page.evaluate(source(AXE))
    found: dict[str, Any] = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{one['id']}: {one['help']} at {one['nodes'][0]['target']} ({len(one['nodes'])} times)"
        for one in found["violations"]
    ]


def source(file: Path) -> str:
    """A script that is brought into a page from outside, past its content policy."""
    if not file.exists():
        raise RuntimeError("axe-core is not fetched yet; ./chainfair test does it")
    return file.read_text(encoding="utf-8")


def overflow(page: Page) -> int:
    """By how many pixels a page is wider than the window."""
    wider: int = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return max(wider, 0)
