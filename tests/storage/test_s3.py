"""S3Storage against a real server."""

import pytest

from catalog.storage.s3 import S3Storage
from tests.storage.contract import StorageContract

pytestmark = pytest.mark.s3


class TestS3Storage(StorageContract):
    @pytest.fixture
    def storage(self, bucket: S3Storage) -> S3Storage:
        return bucket
