"""Catalogs and their columns, for programs."""

from litestar import Controller, Response, get, post
from litestar.params import FromPath, JSONBody

from catalog.domain import catalogs, columns, policies
from catalog.domain.queries.catalogs import catalogs_for
from catalog.domain.queries.columns import columns_of
from catalog.errors import NotAllowed
from catalog.i18n import Message
from catalog.web import access, api
from catalog.web.api import NewCatalog, NewColumn, catalog_document, column_document
from catalog.web.deps import Person, Session
from catalog.web.row_documents import answer_json


class ApiCatalogController(Controller):
    path = "/api/v1/catalogs"
    dependencies = api.dependencies
    exception_handlers = api.exception_handlers
    include_in_schema = True
    tags = ("catalogs",)

    @get(name="api.catalogs", sync_to_thread=True)
    def list_catalogs(self, session: Session, person: Person) -> Response[bytes]:
        records = catalogs_for(session, person)
        found = [
            {
                "slug": record.slug,
                "name": record.name,
                "description": record.description,
                "visibility": record.visibility,
                "updated_at": record.updated_at,
            }
            for record in records
            if policies.can_read(person, record.id, "viewer")
        ]
        return answer_json({"catalogs": found})

    @post(name="api.catalogs.create", status_code=201, sync_to_thread=True)
    def create_catalog(
        self, session: Session, person: Person, data: JSONBody[NewCatalog]
    ) -> Response[bytes]:
        if not policies.can_create_catalogs(person):
            raise NotAllowed(Message("Only editors and administrators make catalogs."))
        catalog = catalogs.create_catalog(
            session,
            person,
            data.name,
            language=data.language,
            currency=data.currency,
            description=data.description,
        )
        return answer_json(catalog_document(catalog), status_code=201)

    @get("/{slug:str}", name="api.catalogs.show", sync_to_thread=True)
    def show_catalog(
        self, session: Session, person: Person, slug: FromPath[str]
    ) -> Response[bytes]:
        opened = access.catalog_for_reading(session, person, slug)
        rights = {"can_write": opened.can_write, "can_manage": opened.can_manage}
        return answer_json(catalog_document(opened.catalog) | rights)

    @get("/{slug:str}/columns", name="api.columns", sync_to_thread=True)
    def list_columns(
        self, session: Session, person: Person, slug: FromPath[str]
    ) -> Response[bytes]:
        opened = access.catalog_for_reading(session, person, slug)
        found = columns_of(session, opened.catalog.id)
        return answer_json({"columns": [column_document(column) for column in found]})

    @post("/{slug:str}/columns", name="api.columns.create", status_code=201, sync_to_thread=True)
    def add_column(
        self, session: Session, person: Person, slug: FromPath[str], data: JSONBody[NewColumn]
    ) -> Response[bytes]:
        opened = access.catalog_for_managing(session, person, slug)
        column = columns.add_column(
            session,
            opened.catalog,
            data.name,
            data.type,
            options=data.options,
            help=data.help,
            required=data.required,
            unique=data.unique,
            visibility=data.visibility,
            key=data.key,
        )
        return answer_json(column_document(column), status_code=201)
