from catalog.domain.spreadsheets.naming import column_names


def test_headers_in_other_scripts_do_not_collide() -> None:
    assert column_names(["名前", "住所"], 2) == ["名前", "住所"]


def test_a_doubled_name_does_not_take_one_that_is_there() -> None:
    assert column_names(["a", "A", "a (2)"], 4) == ["a", "A (2)", "a (2) (2)", "Column 4"]
