"""Runs schema revisions on the connection that `catalog.db.schema` passes in."""

from alembic import context

from catalog.db import models
from catalog.db.base import Base

assert models  # noqa: S101 - the tables are known once the models are imported

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    compare_type=True,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
