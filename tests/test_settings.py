"""Settings: what is right is read, what is wrong stops the start with its name and an example."""

from pathlib import Path

import pytest

from catalog.errors import SettingError
from catalog.settings import DEMO_FILE, load

BUCKET = {"S3_BUCKET_NAME": "fotos"}


def test_without_settings_everything_is_local(tmp_path: Path) -> None:
    settings = load({}, tmp_path)
    assert settings.bucket is None
    assert settings.images.policy == "local"
    assert settings.data_dir == tmp_path / "var"
    assert settings.database_url == f"sqlite:///{tmp_path}/var/catalog.sqlite3"
    assert (settings.language, settings.port, settings.trash_days) == ("es", 8000, 30)


def test_a_bucket_means_pictures_go_there(tmp_path: Path) -> None:
    settings = load({**BUCKET, "AWS_REGION": "eu-west-1", "S3_PREFIX": "/a/b/"}, tmp_path)
    assert settings.bucket is not None
    assert (settings.bucket.region, settings.bucket.prefix) == ("eu-west-1", "a/b/")
    assert settings.images.policy == "s3"


def test_the_environment_comes_before_the_file_and_both_before_the_demo(tmp_path: Path) -> None:
    data = tmp_path / "var"
    data.mkdir()
    demo = "S3_BUCKET_NAME=demo\nS3_ENDPOINT_URL=http://127.0.0.1:1\n"
    (data / DEMO_FILE).write_text(demo)
    settings = load({}, tmp_path)
    assert settings.bucket is not None
    assert settings.bucket.name == "demo"
    (tmp_path / ".env").write_text("S3_BUCKET_NAME=own\nCATALOG_PORT=8001\n")
    settings = load({"CATALOG_PORT": "8002"}, tmp_path)
    assert settings.bucket is not None
    assert (settings.bucket.name, settings.bucket.endpoint_url) == ("own", "")
    assert settings.port == 8002


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("CATALOG_PORT", "80a"),
        ("CATALOG_PORT", "70000"),
        ("CATALOG_TRASH_DAYS", "-1"),
        ("CATALOG_LANGUAGE", "fr"),
        ("CATALOG_TIME_ZONE", "Mars/Olympus"),
        ("CATALOG_BASE_URL", "catalog.example.org"),
        ("CATALOG_DATABASE_URL", "mysql://a"),
        ("CATALOG_DATABASE_URL", "nothing"),
        ("CATALOG_SECRET_KEY_FILE", "/nowhere/secret"),
        ("IMAGE_POLICY", "cloud"),
        ("IMAGE_POLICY", "s3"),
        ("IMAGE_DELIVERY", "mail"),
        ("IMAGE_GRACE_DAYS", "seven"),
        ("IMAGE_ORIGINALS", "burn"),
    ],
)
def test_a_wrong_setting_is_named_with_an_example(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(SettingError) as refused:
        load({name: value}, tmp_path)
    assert str(refused.value).startswith(f'{name} is "{value}": ')
    assert f"Example: {name}=" in str(refused.value)


def test_a_password_is_not_repeated(tmp_path: Path) -> None:
    with pytest.raises(SettingError) as refused:
        load({"CATALOG_DATABASE_URL": "mysql://ana:geheim@host/a"}, tmp_path)
    assert "geheim" not in str(refused.value)


def test_the_secret_is_made_once_and_an_empty_one_is_no_secret(tmp_path: Path) -> None:
    first = load({}, tmp_path).secret_key
    assert len(first) >= 48
    assert load({}, tmp_path).secret_key == first
    path = tmp_path / "var" / "secret-key"
    assert path.stat().st_mode & 0o777 == 0o600
    path.write_text("")
    assert len(load({}, tmp_path).secret_key) >= 48
    assert sorted(each.name for each in path.parent.iterdir()) == ["secret-key"]


def test_a_secret_may_stand_in_a_file(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("geheim\n")
    assert load({"CATALOG_SECRET_KEY_FILE": str(tmp_path / "key")}, tmp_path).secret_key == "geheim"
