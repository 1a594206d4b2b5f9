"""What a template lays out once and what is put in later give what the template alone would."""

import pytest
from jinja2 import Environment
from markupsafe import Markup

from catalog.web.patterns import Pattern

TEMPLATE = Environment(autoescape=True).from_string(
    '<li id="{{ values[0] }}" title="100 %">{{ values[1] }}<b>{{ values[0] }}</b></li>'
)


def layout(values: object) -> str:
    return TEMPLATE.render(values=values)


@pytest.mark.parametrize(
    "values",
    [
        ["one", "two"],
        ["", ""],
        ["<b>", "\"&'"],
        ["100 %", "%s %(a)s %%"],
        ["\ue0001\ue001", "\ue000"],
        ["plain", Markup("<em>markup &amp; more</em>")],
    ],
)
def test_values_are_put_in_as_the_template_would(values: list[str]) -> None:
    assert Pattern(layout, 2).fill(values) == layout(values)
