"""Pictures of rows, for programs. Uploads hold no transaction of the request, as on the pages."""

from litestar import Controller, Response, delete, post
from litestar.datastructures import UploadFile
from litestar.di import Provide
from litestar.params import FromPath

from catalog.domain import images, uploads
from catalog.domain.images import Cell
from catalog.domain.queries.columns import columns_of
from catalog.domain.queries.images import image_record
from catalog.errors import Invalid
from catalog.i18n import Message
from catalog.web import access, api
from catalog.web.deps import AnyRequest, Person, Session
from catalog.web.row_documents import answer_json, image_document
from catalog.web.site import site_of
from catalog.web.uploads import UPLOAD_LIMIT, OpenStudio, Studio, Upload, provide_studio


class ApiImageController(Controller):
    path = "/api/v1"
    dependencies = api.dependencies | {"studio": Provide(provide_studio, sync_to_thread=False)}
    exception_handlers = api.exception_handlers
    guards = (api.require_key,)
    include_in_schema = True
    tags = ("images",)

    @post(
        "/rows/{row_id:str}/images",
        name="api.images.create",
        status_code=201,
        request_max_body_size=UPLOAD_LIMIT,
        sync_to_thread=True,
    )
    def add_image(
        self, request: AnyRequest, studio: OpenStudio, row_id: FromPath[str], data: Upload
    ) -> Response[bytes]:
        """Add the picture in the field `file`, at the end of the column that `column` names."""
        file = data.get("file")
        if not isinstance(file, UploadFile):
            raise Invalid("file", Message("Send a picture in the field “file”."))
        with studio.database.reading() as session:
            cell = _cell(session, studio.person, row_id, str(data.get("column", "")))
        operation_id = str(data.get("operation_id", "")) or None
        image_id = _attach(studio, cell, file, operation_id)
        with studio.database.reading() as session:
            document = image_document(image_record(session, image_id), site_of(request))
        return answer_json(document, status_code=201)

    @delete("/images/{public_id:str}", name="api.images.delete", sync_to_thread=True)
    def delete_image(self, session: Session, person: Person, public_id: FromPath[str]) -> None:
        """Put the picture into the trash."""
        _, image = access.image_for_writing(session, person, public_id)
        images.detach_image(session, image, person)


def _cell(session: Session, person: Person, row_id: str, key: str) -> Cell:
    """Return where the picture goes: without a key, to the row's first column of pictures."""
    opened, row = access.row_for_writing(session, person, row_id)
    if key:
        return Cell(row.id, access.picture_column_of(session, opened, key).id)
    columns = columns_of(session, opened.catalog.id)
    first = next((column for column in columns if column.type == "images"), None)
    if first is None:
        raise Invalid("column", Message("This catalog has no column for pictures."))
    return Cell(row.id, first.id)


def _attach(studio: Studio, cell: Cell, file: UploadFile, operation_id: str | None) -> int:
    image = uploads.attach_image(
        studio.database,
        studio.storages,
        studio.settings,
        row_id=cell.row_id,
        column_id=cell.column_id,
        source=file.file,
        filename=file.filename,
        person=studio.person,
        operation_id=operation_id,
    )
    return image.id
