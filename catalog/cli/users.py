import secrets
import sys

import click

from catalog.cli.context import opened, say
from catalog.db.models.user import ROLES
from catalog.domain import accounts, catalogs
from catalog.i18n import gettext as _


@click.group("user")
def user_command() -> None:
    """Add people, and give them links to set a new password."""


@user_command.command("create")
@click.argument("email")
@click.option("--role", type=click.Choice(ROLES), default="editor", show_default=True)
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
def create(email: str, role: str, *, password_stdin: bool) -> None:
    """Add a person. Without --password-stdin a password is made and printed."""
    password = sys.stdin.readline().rstrip("\n") if password_stdin else secrets.token_urlsafe(12)
    with opened(upgrade=True) as (_settings, database), database.writing() as session:
        user = accounts.create_user(session, email, password, role)
        say(_("Added %(email)s as %(role)s.") % {"email": user.email, "role": user.role})
    if not password_stdin:
        click.echo(password)


@user_command.command("reset-link")
@click.argument("email")
def reset_link(email: str) -> None:
    """Print a link with which the person sets a new password, once."""
    with opened() as (settings, database), database.writing() as session:
        token = accounts.create_reset_link(session, accounts.user_by_email(session, email))
    base = settings.base_url or f"http://{settings.host}:{settings.port}"
    click.echo(f"{base}/reset/{token}")


@click.group("token")
def token_command() -> None:
    """Make keys for programs that use the JSON interface."""


@token_command.command("create")
@click.argument("email")
@click.option("--catalog", "slug", help="Only for this catalog.")
@click.option("--write", is_flag=True, help="It may change rows and pictures too.")
def create_token(email: str, slug: str | None, *, write: bool) -> None:
    """Print a new key. It is shown this once."""
    with opened() as (_settings, database), database.writing() as session:
        user = accounts.user_by_email(session, email)
        catalog_id = catalogs.catalog_by_slug(session, slug).id if slug else None
        token = accounts.create_token(session, user, catalog_id=catalog_id, can_write=write)
    click.echo(token)
