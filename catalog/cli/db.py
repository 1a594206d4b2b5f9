import click

from catalog.cli.context import load_settings, opened, say
from catalog.db import schema
from catalog.db.session import Database
from catalog.i18n import gettext as _


@click.group("db")
def db_command() -> None:
    """Bring the database to the newest schema, or check it."""


@db_command.command("upgrade")
def upgrade() -> None:
    """Make or update the tables."""
    with opened(upgrade=True) as (_settings, database):
        say(_("The database is at revision %s.") % schema.current_revision(database))


@db_command.command("check")
@click.pass_context
def check(ctx: click.Context) -> None:
    """Say whether the database is at the newest schema; exit status 1 when it is not."""
    database = Database(load_settings().database_url)
    current, newest = schema.current_revision(database), schema.newest_revision()
    database.close()
    say(
        _("The database is at revision %(current)s, the newest is %(newest)s.")
        % {"current": current or "-", "newest": newest}
    )
    ctx.exit(0 if current == newest else 1)
