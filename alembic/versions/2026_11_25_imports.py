"""Imports: the work of bringing sheets in, and its history.

Safety: old code still runs against this schema, so expand first and contract in a later release;
take no long locks; move data in batches, in a revision of its own.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
RUNNING = sa.text("state = 'running'")


def upgrade() -> None:
    op.create_table(
        "import",
        sa.Column("token", sa.String(length=64), nullable=False),
        sa.Column("catalog_id", NUMBER, nullable=True),
        sa.Column("user_id", NUMBER, nullable=True),
        sa.Column("change_set_id", NUMBER, nullable=True),
        sa.Column("filename", sa.String(length=255), nullable=False),
        sa.Column("pictures_name", sa.String(length=255), nullable=False),
        sa.Column("choices", DOCUMENT, nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("stage", sa.String(length=16), nullable=False),
        sa.Column("sentence", sa.Text(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("counts", DOCUMENT, nullable=False),
        sa.Column("report", DOCUMENT, nullable=False),
        sa.Column("fault", sa.Text(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("seen_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.Column("id", NUMBER, nullable=False),
        sa.CheckConstraint(
            "state IN ('uploaded', 'running', 'finished', 'failed')", name="ck_import_state"
        ),
        sa.ForeignKeyConstraint(
            ["catalog_id"],
            ["catalog.id"],
            name=op.f("fk_import_catalog_id_catalog"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_import_user_id_user"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["change_set_id"],
            ["change_set.id"],
            name=op.f("fk_import_change_set_id_change_set"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import")),
        sa.UniqueConstraint("token", name=op.f("uq_import_token")),
    )
    op.create_index("ix_import_catalog_id_id", "import", ["catalog_id", "id"], unique=False)
    op.create_index(
        "uq_import_running",
        "import",
        ["catalog_id"],
        unique=True,
        sqlite_where=RUNNING,
        postgresql_where=RUNNING,
    )


def downgrade() -> None:
    op.drop_table("import")
