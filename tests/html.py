"""Pages as tests read them."""

from lxml import html
from lxml.html import HtmlElement


def page_of(text: str) -> HtmlElement:
    return html.document_fromstring(text)


def words(element: HtmlElement) -> str:
    """Return the text of an element with single spaces."""
    return " ".join(element.text_content().split())


def cells_of(text: str, row_id: int) -> list[str]:
    """Return what the cells of one row of the grid say, from its title on."""
    row = page_of(text).get_element_by_id(f"row-{row_id}")
    return [words(cell) for cell in row][1:]


def value_of(text: str, name: str) -> str:
    """Return what the control of this name holds."""
    found = page_of(text).xpath(f"//*[@name='{name}']")
    assert found, f"no control {name}"
    control = found[0]
    if control.tag == "select":
        return next((o.get("value", "") for o in control.xpath("./option[@selected]")), "")
    return control.text or "" if control.tag == "textarea" else control.get("value", "")


def errors_of(text: str) -> list[str]:
    """Return the sentences at fields and cells."""
    page = page_of(text)
    found = page.find_class("field-error") + page.find_class("cell-error")
    return [sentence for error in found if (sentence := words(error))]
