from __future__ import annotations

import pytest

from tests.browser import helpers

pytest.register_assert_rewrite("tests.browser.accessible", "tests.browser.learner")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    for item in items:
        if "tests/browser" in item.path.as_posix():
            item.add_marker(pytest.mark.browser)


@pytest.fixture
def page(chromium):
    context = chromium.new_context(viewport={"width": 1280, "height": 720}, locale="en-GB")
    context.set_default_timeout(60 * helpers.SECONDS)
    page = context.new_page()
    page.problems = []
    page.on("pageerror", lambda error: page.problems.append(str(error)))
    page.on("console", lambda said: page.problems.append(said.text) if said.type == "error" else None)
    # Leaving a page must never ask a question; when it does, the test goes on and says so.
    page.on("dialog", lambda dialog: (page.problems.append(f"asked: {dialog.type}"), dialog.accept()))
    page.foreign = []
    page.on("request", lambda request: page.foreign.append(request.url) if _is_foreign(request.url) else None)
    yield page
    context.close()


def _is_foreign(url: str) -> bool:
    return url.startswith("http") and not url.startswith("http://127.0.0.1:")


@pytest.fixture(scope="module")
def lab(request, tmp_path_factory, chromium):
    """Open the kit once per module; ``@pytest.mark.parametrize("lab", [...], indirect=True)`` changes it.

    The parameter is a dict for ``helpers.running_lab``, for example ``{"extension": False}``. A module may
    define ``prepare_kit(folder)`` to put notebooks of its own into the copy before it is opened, and
    ``FIRST_NOTEBOOK`` for the notebook that is opened.
    """
    base = tmp_path_factory.mktemp("lab")
    folder = helpers.copy_kit(base / "kit")
    prepare = getattr(request.module, "prepare_kit", None)
    if prepare:
        prepare(folder)
    notebook = getattr(request.module, "FIRST_NOTEBOOK", "notebooks/00-start-here.ipynb")
    with helpers.running_lab(base, notebook, **getattr(request, "param", {})) as lab:
        yield lab


@pytest.fixture
def newcomer(lab):
    """Give the kit to somebody who has never used it."""
    helpers.end_sessions(lab)
    for kept in lab.home.glob("**/*"):
        if kept.is_file():
            kept.unlink()
    return lab


@pytest.fixture
def watched(page, newcomer):
    """Look over the learner's shoulder: nothing breaks, nothing is fetched, no file of the kit changes."""
    files = {path: path.read_bytes() for path in (newcomer.folder / "notebooks").glob("*.ipynb")}
    yield newcomer
    assert helpers.errors_shown(page) == []
    assert page.locator(".smkt-trouble").all_inner_texts() == []
    helpers.menu(page, "File", "Save Notebook")
    page.wait_for_timeout(1500)
    for path, content in files.items():
        assert path.read_bytes() == content, f"{path.name} is not as it was shipped"
    assert page.problems == []
    assert page.foreign == []
