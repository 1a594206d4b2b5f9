"""First tables.

Safety: old code still runs against this schema, so expand first and contract in a later release;
take no long locks; move data in batches, in a revision of its own.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "catalog",
        sa.Column("slug", sa.String(length=100), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("visibility", sa.String(length=16), nullable=False),
        sa.Column("first_published_at", MOMENT, nullable=True),
        sa.Column("version", NUMBER, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("archived_at", MOMENT, nullable=True),
        sa.Column("id", NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_catalog")),
        sa.UniqueConstraint("slug", name=op.f("uq_catalog_slug")),
    )
    op.create_table(
        "deletion",
        sa.Column("location", sa.String(length=8), nullable=False),
        sa.Column("node", sa.String(length=100), nullable=False),
        sa.Column("key_prefix", sa.String(length=300), nullable=False),
        sa.Column("identity", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.String(length=32), nullable=False),
        sa.Column("not_before", MOMENT, nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("done_at", MOMENT, nullable=True),
        sa.Column("id", NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deletion")),
    )
    op.create_index(
        "ix_deletion_open",
        "deletion",
        ["not_before"],
        unique=False,
        sqlite_where=sa.text("done_at IS NULL"),
        postgresql_where=sa.text("done_at IS NULL"),
    )
    op.create_table(
        "sign_in_attempt",
        sa.Column("subject", sa.String(length=300), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("id", NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_attempt")),
    )
    op.create_index(
        "ix_sign_in_attempt_subject_at", "sign_in_attempt", ["subject", "at"], unique=False
    )
    op.create_table(
        "user",
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("disabled_at", MOMENT, nullable=True),
        sa.Column("id", NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user")),
        sa.UniqueConstraint("email", name=op.f("uq_user_email")),
    )
    op.create_table(
        "worker",
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("node", sa.String(length=100), nullable=False),
        sa.Column("heartbeat_at", MOMENT, nullable=False),
        sa.Column("facts", DOCUMENT, nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_worker")),
    )
    op.create_table(
        "api_token",
        sa.Column("token_digest", sa.String(length=64), nullable=False),
        sa.Column("user_id", NUMBER, nullable=False),
        sa.Column("catalog_id", NUMBER, nullable=True),
        sa.Column("can_write", sa.Boolean(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("id", NUMBER, nullable=False),
        sa.ForeignKeyConstraint(
            ["catalog_id"],
            ["catalog.id"],
            name=op.f("fk_api_token_catalog_id_catalog"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_api_token_user_id_user"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_token")),
        sa.UniqueConstraint("token_digest", name=op.f("uq_api_token_token_digest")),
    )
    op.create_index(op.f("ix_api_token_catalog_id"), "api_token", ["catalog_id"], unique=False)
    op.create_index(op.f("ix_api_token_user_id"), "api_token", ["user_id"], unique=False)
    op.create_table(
        "change_set",
        sa.Column("catalog_id", NUMBER, nullable=False),
        sa.Column("user_id", NUMBER, nullable=True),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("operation_id", sa.String(length=64), nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("undone_at", MOMENT, nullable=True),
        sa.Column("id", NUMBER, nullable=False),
        sa.ForeignKeyConstraint(
            ["catalog_id"],
            ["catalog.id"],
            name=op.f("fk_change_set_catalog_id_catalog"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_change_set_user_id_user"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_change_set")),
        sa.UniqueConstraint(
            "catalog_id", "operation_id", name=op.f("uq_change_set_catalog_id_operation_id")
        ),
    )
    op.create_index("ix_change_set_catalog_id_id", "change_set", ["catalog_id", "id"], unique=False)
    op.create_table(
        "column",
        sa.Column("catalog_id", NUMBER, nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("help", sa.Text(), nullable=False),
        sa.Column("type", sa.String(length=32), nullable=False),
        sa.Column("options", DOCUMENT, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("required", sa.Boolean(), nullable=False),
        sa.Column("unique", sa.Boolean(), nullable=False),
        sa.Column("visibility", sa.String(length=16), nullable=False),
        sa.Column("removed_at", MOMENT, nullable=True),
        sa.Column("id", NUMBER, nullable=False),
        sa.ForeignKeyConstraint(
            ["catalog_id"],
            ["catalog.id"],
            name=op.f("fk_column_catalog_id_catalog"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_column")),
        sa.UniqueConstraint("catalog_id", "key", name=op.f("uq_column_catalog_id_key")),
    )
    op.create_table(
        "membership",
        sa.Column("catalog_id", NUMBER, nullable=False),
        sa.Column("user_id", NUMBER, nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["catalog_id"],
            ["catalog.id"],
            name=op.f("fk_membership_catalog_id_catalog"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_membership_user_id_user"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("catalog_id", "user_id", name=op.f("pk_membership")),
    )
    op.create_index(op.f("ix_membership_user_id"), "membership", ["user_id"], unique=False)
    op.create_table(
        "migration_run",
        sa.Column("direction", sa.String(length=8), nullable=False),
        sa.Column("scope", DOCUMENT, nullable=False),
        sa.Column("keep_days", sa.Integer(), nullable=True),
        sa.Column("dry_run", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("totals", DOCUMENT, nullable=False),
        sa.Column("counts", DOCUMENT, nullable=False),
        sa.Column("started_by", NUMBER, nullable=True),
        sa.Column("started_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.Column("id", NUMBER, nullable=False),
        sa.ForeignKeyConstraint(
            ["started_by"],
            ["user.id"],
            name=op.f("fk_migration_run_started_by_user"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_migration_run")),
    )
    op.create_index(
        "uq_migration_run_active",
        "migration_run",
        ["dry_run"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "reset_link",
        sa.Column("token_digest", sa.String(length=64), nullable=False),
        sa.Column("user_id", NUMBER, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_reset_link_user_id_user"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("token_digest", name=op.f("pk_reset_link")),
    )
    op.create_index(op.f("ix_reset_link_user_id"), "reset_link", ["user_id"], unique=False)
    op.create_table(
        "row",
        sa.Column("catalog_id", NUMBER, nullable=False),
        sa.Column("short_id", sa.String(length=16), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("position", NUMBER, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("values", DOCUMENT, nullable=False),
        sa.Column("invalid", DOCUMENT, nullable=False),
        sa.Column("sort_keys", DOCUMENT, nullable=False),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.Column("public_search_text", sa.Text(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("deleted_at", MOMENT, nullable=True),
        sa.Column("id", NUMBER, nullable=False),
        sa.ForeignKeyConstraint(
            ["catalog_id"],
            ["catalog.id"],
            name=op.f("fk_row_catalog_id_catalog"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_row")),
        sa.UniqueConstraint("short_id", name=op.f("uq_row_short_id")),
    )
    op.create_index(
        "ix_row_live",
        "row",
        ["catalog_id", "position", "id"],
        unique=False,
        sqlite_where=sa.text("deleted_at IS NULL"),
        postgresql_where=sa.text("deleted_at IS NULL"),
    )
    op.create_index(
        "ix_row_trash",
        "row",
        ["catalog_id", "deleted_at"],
        unique=False,
        sqlite_where=sa.text("deleted_at IS NOT NULL"),
        postgresql_where=sa.text("deleted_at IS NOT NULL"),
    )
    op.create_table(
        "session",
        sa.Column("token_digest", sa.String(length=64), nullable=False),
        sa.Column("user_id", NUMBER, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_session_user_id_user"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("token_digest", name=op.f("pk_session")),
    )
    op.create_index(op.f("ix_session_user_id"), "session", ["user_id"], unique=False)
    op.create_table(
        "change",
        sa.Column("change_set_id", NUMBER, nullable=False),
        sa.Column("row_id", NUMBER, nullable=False),
        sa.Column("column_id", NUMBER, nullable=True),
        sa.Column("old", DOCUMENT, nullable=False),
        sa.Column("new", DOCUMENT, nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("id", NUMBER, nullable=False),
        sa.ForeignKeyConstraint(
            ["change_set_id"],
            ["change_set.id"],
            name=op.f("fk_change_change_set_id_change_set"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["column_id"],
            ["column.id"],
            name=op.f("fk_change_column_id_column"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["row_id"], ["row.id"], name=op.f("fk_change_row_id_row"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_change")),
    )
    op.create_index(op.f("ix_change_change_set_id"), "change", ["change_set_id"], unique=False)
    op.create_index(op.f("ix_change_column_id"), "change", ["column_id"], unique=False)
    op.create_index(
        "ix_change_row_id_row_version", "change", ["row_id", "row_version"], unique=False
    )
    op.create_table(
        "image",
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("row_id", NUMBER, nullable=False),
        sa.Column("column_id", NUMBER, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("filename", sa.String(length=255), nullable=False),
        sa.Column("alt", sa.Text(), nullable=False),
        sa.Column("caption", sa.Text(), nullable=False),
        sa.Column("credit", sa.Text(), nullable=False),
        sa.Column("is_internal", sa.Boolean(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", NUMBER, nullable=False),
        sa.Column("media_type", sa.String(length=64), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("colour", sa.String(length=7), nullable=False),
        sa.Column("parts", DOCUMENT, nullable=False),
        sa.Column("storage_location", sa.String(length=8), nullable=False),
        sa.Column("wanted_location", sa.String(length=8), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("fence", sa.Integer(), nullable=False),
        sa.Column("rendered_at", MOMENT, nullable=True),
        sa.Column("legacy_name", sa.String(length=300), nullable=True),
        sa.Column("run_id", NUMBER, nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_attempt_at", MOMENT, nullable=True),
        sa.Column("error_class", sa.String(length=16), nullable=True),
        sa.Column("error_detail", sa.Text(), nullable=True),
        sa.Column("lease_owner", sa.String(length=100), nullable=True),
        sa.Column("lease_until", MOMENT, nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("deleted_at", MOMENT, nullable=True),
        sa.Column("id", NUMBER, nullable=False),
        sa.CheckConstraint(
            "storage_location IN ('local', 's3')", name=op.f("ck_image_storage_location")
        ),
        sa.CheckConstraint(
            "wanted_location IN ('local', 's3')", name=op.f("ck_image_wanted_location")
        ),
        sa.ForeignKeyConstraint(
            ["column_id"], ["column.id"], name=op.f("fk_image_column_id_column")
        ),
        sa.ForeignKeyConstraint(["row_id"], ["row.id"], name=op.f("fk_image_row_id_row")),
        sa.ForeignKeyConstraint(
            ["run_id"], ["migration_run.id"], name=op.f("fk_image_run_id_migration_run")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_image")),
        sa.UniqueConstraint("public_id", name=op.f("uq_image_public_id")),
    )
    op.create_index(op.f("ix_image_column_id"), "image", ["column_id"], unique=False)
    op.create_index(op.f("ix_image_legacy_name"), "image", ["legacy_name"], unique=False)
    op.create_index(
        "ix_image_row_id_column_id_position",
        "image",
        ["row_id", "column_id", "position"],
        unique=False,
    )
    op.create_index(op.f("ix_image_run_id"), "image", ["run_id"], unique=False)
    op.create_index("ix_image_sha256", "image", ["sha256"], unique=False)
    op.create_index(
        "ix_image_storage_location_wanted_location",
        "image",
        ["storage_location", "wanted_location"],
        unique=False,
    )
    op.create_index(
        "ix_image_to_move",
        "image",
        ["next_attempt_at", "id"],
        unique=False,
        sqlite_where=sa.text("wanted_location <> storage_location AND deleted_at IS NULL"),
        postgresql_where=sa.text("wanted_location <> storage_location AND deleted_at IS NULL"),
    )
    op.create_table(
        "image_copy",
        sa.Column("image_id", NUMBER, nullable=False),
        sa.Column("location", sa.String(length=8), nullable=False),
        sa.Column("node", sa.String(length=100), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("verified_at", MOMENT, nullable=True),
        sa.Column("verified_how", sa.String(length=16), nullable=True),
        sa.Column("retire_after", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["image_id"], ["image.id"], name=op.f("fk_image_copy_image_id_image")
        ),
        sa.PrimaryKeyConstraint("image_id", "location", "node", name=op.f("pk_image_copy")),
    )
    op.create_index(
        "ix_image_copy_retire_after",
        "image_copy",
        ["retire_after"],
        unique=False,
        sqlite_where=sa.text("retire_after IS NOT NULL"),
        postgresql_where=sa.text("retire_after IS NOT NULL"),
    )
    op.create_index("ix_image_copy_state", "image_copy", ["state"], unique=False)
    op.create_table(
        "move_outcome",
        sa.Column("run_id", NUMBER, nullable=False),
        sa.Column("image_id", NUMBER, nullable=False),
        sa.Column("outcome", sa.String(length=16), nullable=False),
        sa.Column("bytes", NUMBER, nullable=False),
        sa.Column("detail", sa.String(length=500), nullable=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("id", NUMBER, nullable=False),
        sa.ForeignKeyConstraint(
            ["image_id"],
            ["image.id"],
            name=op.f("fk_move_outcome_image_id_image"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["run_id"],
            ["migration_run.id"],
            name=op.f("fk_move_outcome_run_id_migration_run"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_move_outcome")),
    )
    op.create_index(
        "uq_move_outcome_run_id_image_id", "move_outcome", ["run_id", "image_id"], unique=True
    )


def downgrade() -> None:
    op.drop_index("uq_move_outcome_run_id_image_id", table_name="move_outcome")
    op.drop_table("move_outcome")
    op.drop_index("ix_image_copy_state", table_name="image_copy")
    op.drop_index(
        "ix_image_copy_retire_after",
        table_name="image_copy",
        sqlite_where=sa.text("retire_after IS NOT NULL"),
        postgresql_where=sa.text("retire_after IS NOT NULL"),
    )
    op.drop_table("image_copy")
    op.drop_index(
        "ix_image_to_move",
        table_name="image",
        sqlite_where=sa.text("wanted_location <> storage_location AND deleted_at IS NULL"),
        postgresql_where=sa.text("wanted_location <> storage_location AND deleted_at IS NULL"),
    )
    op.drop_index("ix_image_storage_location_wanted_location", table_name="image")
    op.drop_index("ix_image_sha256", table_name="image")
    op.drop_index(op.f("ix_image_run_id"), table_name="image")
    op.drop_index("ix_image_row_id_column_id_position", table_name="image")
    op.drop_index(op.f("ix_image_legacy_name"), table_name="image")
    op.drop_index(op.f("ix_image_column_id"), table_name="image")
    op.drop_table("image")
    op.drop_index("ix_change_row_id_row_version", table_name="change")
    op.drop_index(op.f("ix_change_column_id"), table_name="change")
    op.drop_index(op.f("ix_change_change_set_id"), table_name="change")
    op.drop_table("change")
    op.drop_index(op.f("ix_session_user_id"), table_name="session")
    op.drop_table("session")
    op.drop_index(
        "ix_row_trash",
        table_name="row",
        sqlite_where=sa.text("deleted_at IS NOT NULL"),
        postgresql_where=sa.text("deleted_at IS NOT NULL"),
    )
    op.drop_index(
        "ix_row_live",
        table_name="row",
        sqlite_where=sa.text("deleted_at IS NULL"),
        postgresql_where=sa.text("deleted_at IS NULL"),
    )
    op.drop_table("row")
    op.drop_index(op.f("ix_reset_link_user_id"), table_name="reset_link")
    op.drop_table("reset_link")
    op.drop_index(
        "uq_migration_run_active",
        table_name="migration_run",
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.drop_table("migration_run")
    op.drop_index(op.f("ix_membership_user_id"), table_name="membership")
    op.drop_table("membership")
    op.drop_table("column")
    op.drop_index("ix_change_set_catalog_id_id", table_name="change_set")
    op.drop_table("change_set")
    op.drop_index(op.f("ix_api_token_user_id"), table_name="api_token")
    op.drop_index(op.f("ix_api_token_catalog_id"), table_name="api_token")
    op.drop_table("api_token")
    op.drop_table("worker")
    op.drop_table("user")
    op.drop_index("ix_sign_in_attempt_subject_at", table_name="sign_in_attempt")
    op.drop_table("sign_in_attempt")
    op.drop_index(
        "ix_deletion_open",
        table_name="deletion",
        sqlite_where=sa.text("done_at IS NULL"),
        postgresql_where=sa.text("done_at IS NULL"),
    )
    op.drop_table("deletion")
    op.drop_table("catalog")
