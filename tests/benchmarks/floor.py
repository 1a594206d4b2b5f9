"""The floor: the least that can show the same table with the same tools, and nothing else.

Bare Litestar, SQLAlchemy Core and Jinja2 over the product's own database; sync calls on the loop,
which measured fastest. No sign-in, no search, no counts, no access, no columns from the database.
"""

import os

import msgspec
from jinja2 import Environment
from litestar import Litestar, MediaType, Response, get
from litestar.params import FromPath, FromQuery
from sqlalchemy import create_engine, text

from tests.benchmarks.table import COLUMNS

DATABASE = "BENCH_DATABASE"
KEYS = [key for key, _type, _options in COLUMNS]
PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Bench</title></head><body>
<table><thead><tr>{% for key in keys %}<th scope="col">{{ key }}</th>{% endfor %}</tr></thead>
<tbody>
{% for id, cells in rows %}
<tr id="row-{{ id }}">{% for cell in cells %}<td>{{ cell }}</td>{% endfor %}</tr>
{% endfor %}
</tbody></table>
<a rel="next" href="?after={{ after }}">Next</a>
</body></html>"""
ROWS = text(
    'SELECT id, position, "values" FROM row WHERE catalog_id = 1 AND deleted_at IS NULL'
    " AND position > :after ORDER BY position, id LIMIT :size"
)


def application() -> Litestar:
    engine = create_engine(os.environ[DATABASE])
    template = Environment(autoescape=True).from_string(PAGE)
    decode = msgspec.json.Decoder(dict[str, object]).decode

    @get("/health/live", sync_to_thread=False)
    def live() -> str:
        return "ok"

    @get("/{size:int}", sync_to_thread=False)
    def show(size: FromPath[int], after: FromQuery[int] = 0) -> Response[str]:
        with engine.connect() as connection:
            found = connection.execute(ROWS, {"after": after, "size": size}).all()
        decoded = ((row_id, decode(values)) for row_id, _position, values in found)
        rows = [(row_id, [values.get(key, "") for key in KEYS]) for row_id, values in decoded]
        body = template.render(keys=KEYS, rows=rows, after=found[-1].position)
        return Response(body, media_type=MediaType.HTML)

    return Litestar([live, show], openapi_config=None, logging_config=None)
