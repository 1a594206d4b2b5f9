"""Rows, for programs."""

from litestar import Controller, Response, delete, get, patch, post
from litestar.params import FromPath, JSONBody

from catalog.domain import catalogs, rows
from catalog.domain.indexes import WORTHWHILE_ROWS
from catalog.domain.queries import rows as queries
from catalog.domain.queries.columns import columns_of
from catalog.domain.queries.rows import Scope
from catalog.domain.search import CatalogSearch
from catalog.web import access, api
from catalog.web.api import NewRow, RowChanges, RowDocuments, exact
from catalog.web.asked import asked
from catalog.web.current import database_of
from catalog.web.deps import AnyRequest, Person, Session
from catalog.web.indexing import index_afterwards
from catalog.web.row_documents import answer_json
from catalog.web.site import site_of


class ApiRowController(Controller):
    path = "/api/v1"
    dependencies = api.dependencies
    exception_handlers = api.exception_handlers
    include_in_schema = True
    tags = ("rows",)

    @get("/catalogs/{slug:str}/rows", name="api.rows", sync_to_thread=True)
    def list_rows(
        self, request: AnyRequest, session: Session, person: Person, slug: FromPath[str]
    ) -> Response[bytes]:
        """A page of rows. Query: `q`, `sort`, `after`, `limit`, `f.<key>`, `f.<key>.<operator>`."""
        catalog = access.catalog_for_reading(session, person, slug).catalog
        columns = columns_of(session, catalog.id)
        locale = catalogs.locale_of(catalog)
        search = CatalogSearch.from_query(asked(request), columns, locale=locale)
        page = queries.page_of(session, Scope(catalog.id, columns, version=catalog.version), search)
        found = RowDocuments(session, columns, site_of(request)).many(page.rows)
        counted = {"count": page.count, "count_is_exact": page.count_is_exact}
        response = answer_json({"rows": found, "next": page.next, **counted})
        if page.count > WORTHWHILE_ROWS and search.sort:
            index_afterwards(response, database_of(request), catalog.id, search.sort_key)
        return response

    @post("/catalogs/{slug:str}/rows", name="api.rows.create", status_code=201, sync_to_thread=True)
    def add_row(
        self,
        request: AnyRequest,
        session: Session,
        person: Person,
        slug: FromPath[str],
        data: JSONBody[NewRow],
    ) -> Response[bytes]:
        catalog = access.catalog_for_writing(session, person, slug).catalog
        row = rows.add_row_of_values(
            session,
            catalog,
            person,
            exact(data.values),
            operation_id=data.operation_id,
            status=data.status,
        )
        documents = RowDocuments.of(session, catalog.id, site_of(request))
        return answer_json(documents.one(row), status_code=201)

    @get("/rows/{row_id:str}", name="api.rows.show", sync_to_thread=True)
    def show_row(
        self, request: AnyRequest, session: Session, person: Person, row_id: FromPath[str]
    ) -> Response[bytes]:
        """A row, by its number or its short id."""
        _, row = access.row_for_reading(session, person, row_id)
        return answer_json(RowDocuments.of(session, row.catalog_id, site_of(request)).one(row))

    @patch("/rows/{row_id:str}", name="api.rows.update", sync_to_thread=True)
    def change_row(
        self,
        request: AnyRequest,
        session: Session,
        person: Person,
        row_id: FromPath[str],
        data: JSONBody[RowChanges],
    ) -> Response[bytes]:
        """Change some cells; 409, with what stands there now, when they changed meanwhile."""
        opened, row = access.row_for_writing(session, person, row_id)
        rows.set_values(
            session,
            opened.catalog,
            row,
            exact(data.values),
            base_version=data.base_version,
            person=person,
            operation_id=data.operation_id,
            status=data.status,
        )
        return answer_json(RowDocuments.of(session, row.catalog_id, site_of(request)).one(row))

    @delete("/rows/{row_id:str}", name="api.rows.delete", status_code=204, sync_to_thread=True)
    def delete_row(self, session: Session, person: Person, row_id: FromPath[str]) -> None:
        """Put the row into the trash."""
        opened, row = access.row_for_writing(session, person, row_id)
        rows.delete_rows(session, opened.catalog, [row.id], person)
