"""Static files are collected with hashed names, once for each change, and translations are compiled without gettext's tools."""

import gettext
import re
from pathlib import Path

from django.template.loader import get_template
from django.templatetags.static import static
from pytest_django import Settings

from fengqiao.bootstrap import frontend, paths
from fengqiao.static_files import collect, fingerprint
from fengqiao.translations import compile_all

HASHED = {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"}
"""As in the settings, without the compression, which a test of the whole copy does."""


def test_every_static_file_that_a_template_names_is_collected_with_a_hashed_name(settings: Settings, tmp_path: Path) -> None:
    frontend.ensure()
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = {**settings.STORAGES, "staticfiles": HASHED}
    assert collect() == "collected"
    assert collect() == "up to date"
    named = set()
    for path in (paths.PROJECT / "templates").rglob("*.html"):
        named |= set(re.findall(r"""{%\s*static\s+['"]([^'"]+)['"]""", path.read_text()))
    for name in named:
        address = static(name)
        assert re.search(r"\.[0-9a-f]{12}\.", address), name
        assert (tmp_path / address.removeprefix("/static/")).exists(), name
    assert get_template("base.html").render({}).strip()


def test_a_changed_file_changes_the_fingerprint_and_a_collected_one_does_not(settings: Settings, tmp_path: Path) -> None:
    settings.STATICFILES_DIRS = [tmp_path / "sources"]
    settings.STATIC_ROOT = tmp_path / "collected"
    (tmp_path / "sources").mkdir()
    before = fingerprint()
    (tmp_path / "sources" / "a.css").write_text("a {}")
    changed = fingerprint()
    assert before != changed
    collect()
    assert fingerprint() == changed


def test_translations_are_compiled_when_they_changed(tmp_path: Path) -> None:
    folder = tmp_path / "en" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "django.po").write_text('msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\nmsgid "受理"\nmsgstr "Accept"\n')
    assert compile_all(tmp_path) == 1
    assert compile_all(tmp_path) == 0
    with (folder / "django.mo").open("rb") as file:
        assert gettext.GNUTranslations(file).gettext("受理") == "Accept"
