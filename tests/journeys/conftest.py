"""A browser for the journeys, and people who sign in with it."""

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.journeys.browser import LOOKS, launch, look_with


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything here drives a browser."""
    for item in items:
        if "tests/journeys" in item.path.as_posix():
            item.add_marker(pytest.mark.journey)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One browser for all journeys of a process."""
    # The driver keeps an event loop in this thread, which Django would take for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "yes"
    with sync_playwright() as playwright:
        running = launch(playwright)
        yield running
        running.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def address(live_server: object) -> str:
    """Where the pages are served."""
    return str(live_server)


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """A window in English at the desk."""
    context = look_with(browser, address, LOOKS[0])
    yield context.new_page()
    context.close()
