import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.domain.cells import sort_key
from catalog.domain.cells.approximate_date import EARLIEST, LATEST, Moment, span


def first_of(year: int) -> Moment:
    return year, 1, 1


def last_of(year: int) -> Moment:
    return year, 12, 31


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("1890", 1890, 1890),
        ("c. 1890", 1885, 1895),
        ("c.1890", 1885, 1895),
        ("ca. 1920", 1915, 1925),
        ("hacia 1900", 1895, 1905),
        ("1890?", 1885, 1895),
        ("¿1890?", 1885, 1895),
        ("1890 (?)", 1885, 1895),
        ("1890 ca.", 1885, 1895),
        ("[1890]", 1890, 1890),
        ("1900-1910", 1900, 1910),
        ("1900–10", 1900, 1910),
        ("1978-79", 1978, 1979),
        ("1850/1860", 1850, 1860),
        ("entre 1850 y 1860", 1850, 1860),
        ("de 1850 a 1860", 1850, 1860),
        ("c. 1925-1940", 1920, 1945),
        ("c. 1925-c. 1940", 1920, 1945),
        ("1890s", 1890, 1899),
        ("1800s", 1800, 1899),
        ("early 1930s", 1930, 1932),
        ("década de 1920", 1920, 1929),
        ("años 20", 1920, 1929),
        ("finales de los años 60", 1967, 1969),
        ("189?", 1890, 1899),
        ("18--", 1800, 1899),
        ("s. XIX", 1801, 1900),
        ("S.XIX", 1801, 1900),
        ("siglo XVIII", 1701, 1800),
        ("siglo 19", 1801, 1900),
        ("19th century", 1801, 1900),
        ("XIX century", 1801, 1900),
        ("finales s. XIX", 1868, 1900),
        ("principios del siglo XX", 1901, 1933),
        ("a mediados del s. XIX", 1834, 1867),
        ("primera mitad del siglo XX", 1901, 1950),
        ("último cuarto del s. XVII", 1676, 1700),
        ("siglos XVIII y XIX", 1701, 1900),
        ("s. XVIII-XIX", 1701, 1900),
        ("finales del s. XIX - principios del XX", 1868, 1933),
        ("late 18th-early 19th century", 1768, 1833),
        ("early- to mid-19th century", 1801, 1867),
        ("c. second half of the 19th century-early 20th century", 1846, 1938),
        ("Qianlong period (1736-1795)", 1736, 1795),
        ("Edo period (1615-1868), 19th century", 1615, 1868),
        ("1950 (designed) c. 1955 (manufactured)", 1950, 1950),
        ("1975, printed 1999", 1975, 1975),
        ("c. 1930, Design Patent 999,999", 1925, 1935),
        ("500 a. C.", -500, -500),
        ("300 BCE", -300, -300),
        ("s. III a. C.", -300, -201),
        ("s. III-I a. C.", -300, -1),
        ("100-1 a. C.", -100, -1),
        ("500 BCE-500 CE", -500, 500),
        ("s. II d. C.", 101, 200),
        ("50-320 CE", 50, 320),
        ("AD 79", 79, 79),
        ("10.000 a. C.", -10000, -10000),
        ("c. 3 BC", -8, 3),
        ("New Kingdom, 18th Dynasty, c. 1550-1307 BCE", -1555, -1302),
    ],
)
def test_years_that_may_be_meant(text: str, first: int, last: int) -> None:
    assert span(text) == (first_of(first), last_of(last))


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("1979-12-06", (1979, 12, 6), (1979, 12, 6)),
        ("-0206-01-05", (-206, 1, 5), (-206, 1, 5)),
        ("-2505-12-31", (-2505, 12, 31), (-2505, 12, 31)),
        ("-0206-01-05 - 0220-01-01", (-206, 1, 5), (220, 1, 1)),
        ("1890-01-05 -1900-01-05", (1890, 1, 5), (1900, 1, 5)),
        ("6/12/1979", (1979, 12, 6), (1979, 12, 6)),
        ("9/27/1930", (1930, 9, 27), (1930, 9, 27)),
        ("3 de abril de 2024", (2024, 4, 3), (2024, 4, 3)),
        ("April 3, 2024", (2024, 4, 3), (2024, 4, 3)),
        ("12/1979", (1979, 12, 1), (1979, 12, 31)),
        ("1979-02", (1979, 2, 1), (1979, 2, 28)),
        ("febrero de 1980", (1980, 2, 1), (1980, 2, 29)),
        ("December 1990 - January 1991", (1990, 12, 1), (1991, 1, 31)),
        ("before 1900", EARLIEST, (1899, 12, 31)),
        ("antes de 1900", EARLIEST, (1899, 12, 31)),
        ("antes de marzo de 1900", EARLIEST, (1900, 2, 28)),
        ("hasta 1900", EARLIEST, (1900, 12, 31)),
        ("1900 o antes", EARLIEST, (1900, 12, 31)),
        ("después de 1850", (1851, 1, 1), LATEST),
        ("after 1850", (1851, 1, 1), LATEST),
        ("after 6/12/1979", (1979, 12, 7), LATEST),
        ("desde 1850", (1850, 1, 1), LATEST),
        ("no earlier than 1850", (1850, 1, 1), LATEST),
        ("1850 or later", (1850, 1, 1), LATEST),
    ],
)
def test_days_months_and_open_sides(text: str, first: Moment, last: Moment) -> None:
    assert span(text) == (first, last)


@pytest.mark.parametrize(
    "text", ["sin fecha", "no date", "late Qing?", "18th Dynasty", "a. C.", "?", "7"]
)
def test_text_without_a_date_has_no_span(text: str) -> None:
    assert span(text) is None


def test_order_is_by_the_stated_start_and_the_certain_first() -> None:
    ordered = [
        "c. 10.000 a. C.",
        "s. III a. C.",
        "100-1 a. C.",
        "50-320 CE",
        "s. XIX",
        "1889",
        "1890",
        "c. 1890",
        "1890-1910",
        "finales de 1891",
        "before 1900",
        "1900",
        "after 1900",
        "1902",
        "Desconocida",
        "sin fecha",
    ]
    keys = [str(sort_key("approximate_date", text)) for text in ordered]
    assert keys == sorted(set(keys))


@settings(deadline=None)
@given(
    st.integers(-9_999, 2_199).filter(lambda year: year not in range(100)), st.integers(1, 9_999)
)
def test_keys_are_in_the_order_of_years(year: int, later: int) -> None:
    def written(number: int) -> str:
        return f"{-number} a. C." if number < 0 else f"{number} d. C."

    after = year + later + (1 if year < 0 <= year + later else 0)
    one, other = (str(sort_key("approximate_date", written(each))) for each in (year, after))
    assert one < other


@settings(deadline=None)
@given(st.text(st.sampled_from("0123456789 -/.?cavixsBCEth"), max_size=30))
def test_any_text_can_be_read(text: str) -> None:
    found = span(text)
    assert found is None or EARLIEST <= found[0] <= found[1] <= LATEST
    assert sort_key("approximate_date", text)
