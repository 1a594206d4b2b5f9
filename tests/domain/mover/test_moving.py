"""One image on its way: to S3, back, and what may come between."""

from catalog.domain.image_parts import part_keys
from tests.domain.mover.conftest import Plant
from tests.studio import digest_of


def test_an_upload_goes_to_s3_and_its_local_copy_is_kept_for_the_grace_time(plant: Plant) -> None:
    image = plant.studio.attach()
    plant.settle()
    moved = plant.image(image)
    assert (moved.storage_location, moved.error_class, moved.lease_owner) == ("s3", None, None)
    assert plant.copies(image) == {"local": "verified", "s3": "verified"}
    keys = part_keys(image.public_id, image.version, image.parts)
    assert {name: digest_of(plant.s3, key) for name, key in keys.items()} == {
        name: part["sha256"] for name, part in image.parts.items()
    }
    retire_after = plant.copy(image, "local").retire_after
    assert retire_after is not None
    assert abs((retire_after - plant.clock()).days - 6) <= 1
