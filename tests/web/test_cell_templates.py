"""The two templates of every column type, rendered as a page does it."""

from dataclasses import dataclass, field
from typing import Any

import pytest
from jinja2 import Environment
from lxml import html

from catalog.domain.cells import TYPES, JSONValue
from catalog.web.templating import create_environment

HOSTILE = "<b>\"Ñ\" & 'x'</b>"
VALUES: dict[str, JSONValue] = {"boolean": True, "choices": [HOSTILE, "Rojo"], "images": None}


@dataclass(frozen=True)
class Column:
    type: str
    key: str = "colour"
    name: str = "Colour"
    help: str = ""
    required: bool = True
    options: dict[str, Any] = field(default_factory=lambda: {"choices": ["Rojo", "Azul"]})


@dataclass(frozen=True)
class Picture:
    public_id: str
    alt: str = HOSTILE


@pytest.fixture(scope="module")
def templates() -> Environment:
    return create_environment(
        get_image_url=lambda image, rendition: f"/media/{image.public_id}/{rendition}"
    )


def shown(templates: Environment, name: str, **context: Any) -> str:
    return templates.get_template(f"cells/show/{name}.html").render(context)


def edited(templates: Environment, name: str, **context: Any) -> html.HtmlElement:
    facts = {"text": HOSTILE, "error": None, "form_id": None} | context
    facts |= {"column": Column(name), "field_id": "cell-7-colour", "field_name": "colour"}
    markup = templates.get_template(f"cells/edit/{name}.html").render(facts)
    return html.fragment_fromstring(markup, create_parent=True)


def controls(editor: html.HtmlElement) -> list[html.HtmlElement]:
    return editor.xpath(".//*[self::input or self::select or self::textarea]")


@pytest.mark.parametrize("name", [*TYPES, "_invalid"])
def test_values_are_shown_escaped(templates: Environment, name: str) -> None:
    value = VALUES.get(name, HOSTILE)
    markup = shown(
        templates, name, value=value, text=HOSTILE, column=Column(name), images=[Picture("a1")]
    )
    assert "<b>" not in markup
    assert "style=" not in markup


@pytest.mark.parametrize("name", [name for name in TYPES if TYPES[name].plain])
def test_plain_types_are_shown_as_their_text_alone(templates: Environment, name: str) -> None:
    assert shown(templates, name, text="c. 1890 & después") == "c. 1890 &amp; después"


def test_pictures_are_the_first_three_and_how_many(templates: Environment) -> None:
    pictures = [Picture(f"p{number}") for number in range(5)]
    cell = html.fragment_fromstring(shown(templates, "images", images=pictures))
    assert cell.xpath(".//img/@src") == ["/media/p0/thumb", "/media/p1/thumb", "/media/p2/thumb"]
    assert cell.xpath("string(.//*[@class='pics-count'])") == "5 pictures"


def test_blank_cells_hold_no_words(templates: Environment) -> None:
    assert html.fragment_fromstring(shown(templates, "_blank")).text_content() == ""


@pytest.mark.parametrize("name", TYPES)
def test_editors_belong_to_the_form_they_are_told(templates: Environment, name: str) -> None:
    for control in controls(edited(templates, name, form_id="row-7")):
        assert control.get("name") == "colour"
        assert control.get("form") == "row-7"
    assert not edited(templates, name).xpath(".//@form")


@pytest.mark.parametrize("name", TYPES)
def test_editors_tie_the_reason_to_the_control(templates: Environment, name: str) -> None:
    editor = edited(templates, name, error="Write it otherwise.")
    control = editor.get_element_by_id("cell-7-colour")
    assert control.get("aria-invalid") == "true"
    assert "cell-7-colour-error" in control.get("aria-describedby").split()
    reason = editor.get_element_by_id("cell-7-colour-error")
    assert reason.text_content().strip() == "Write it otherwise."


@pytest.mark.parametrize("name", TYPES)
def test_editors_without_trouble_say_nothing(templates: Environment, name: str) -> None:
    editor = edited(templates, name, text="")
    assert not editor.xpath(".//*[@id='cell-7-colour-error']")
    assert not editor.xpath(".//*[@aria-invalid='true']")


@pytest.mark.parametrize("name", [name for name in TYPES if name != "images"])
def test_editors_keep_what_was_typed(templates: Environment, name: str) -> None:
    editor = edited(templates, name, error="No.")
    kept = editor.xpath(
        ".//input[not(@type='checkbox')]/@value | .//input[@checked]/@value"
        " | .//option[@selected]/@value | .//textarea/text()"
    )
    assert HOSTILE in [text.removeprefix("\n") for text in kept]


def test_the_choice_of_the_row_is_selected(templates: Environment) -> None:
    editor = edited(templates, "choice", text="Azul")
    assert editor.xpath(".//option/@value") == ["", "Rojo", "Azul"]
    assert editor.xpath(".//option[@selected]/@value") == ["Azul"]


def test_unticking_every_box_is_sent_too(templates: Environment) -> None:
    editor = edited(templates, "choices", text="Azul; Rojo")
    assert editor.xpath(".//input[@type='hidden']/@value") == [""]
    assert editor.xpath(".//input[@checked]/@value") == ["Rojo", "Azul"]


@pytest.mark.parametrize(("text", "selected"), [("Sí", "yes"), ("Yes", "yes"), ("No", "no")])
def test_yes_and_no_are_selected_in_either_language(
    templates: Environment, text: str, selected: str
) -> None:
    assert edited(templates, "boolean", text=text).xpath(".//option[@selected]/@value") == [
        selected
    ]


def test_the_grid_gives_editors_a_class_of_its_own(templates: Environment) -> None:
    editor = edited(templates, "text", input_class="cell-input")
    assert editor.xpath(".//input/@class") == ["cell-input"]
