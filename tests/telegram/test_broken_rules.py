"""The table of rules to break is about the code that is there."""

from __future__ import annotations

import pytest

from tests.telegram.broken_rules import MODULES, ROOT, Breach, breaches


@pytest.mark.parametrize("breach", breaches(), ids=lambda breach: f"{breach.module} {breach.rule}")
def test_what_is_to_be_broken_stands_in_its_module_once(breach: Breach) -> None:
    text = (ROOT / MODULES / breach.module).read_text(encoding="utf-8")
    assert text.count(breach.stands) == 1
    assert breach.broken not in (breach.stands, "")
    for each in breach.tests:
        assert (ROOT / each).is_file()
