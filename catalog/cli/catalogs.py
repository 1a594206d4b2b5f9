import click

from catalog.cli.context import opened, say
from catalog.domain import catalogs
from catalog.i18n import gettext as _


@click.command("publish")
@click.argument("slug")
def publish_command(slug: str) -> None:
    """Show a catalog to visitors, without its internal columns."""
    with opened() as (_settings, database), database.writing() as session:
        catalogs.publish_catalog(session, catalogs.catalog_by_slug(session, slug))
    say(_("Published at /c/%s") % slug)


@click.command("unpublish")
@click.argument("slug")
def unpublish_command(slug: str) -> None:
    """Hide a catalog from visitors."""
    with opened() as (_settings, database), database.writing() as session:
        catalogs.unpublish_catalog(session, catalogs.catalog_by_slug(session, slug))
    say(_("%s is no longer public.") % slug)
