"""The description of the JSON interface."""

import re
from typing import Any

from litestar import Controller, Response, get

from catalog.domain.exports.json_text import encode
from catalog.web.deps import AnyRequest

_REFERENCE = re.compile(rb'"#/components/schemas/([^"]+)"')


class ApiSchemaController(Controller):
    @get("/api/openapi.json", name="api.schema", include_in_schema=False, sync_to_thread=False)
    def show_schema(self, request: AnyRequest) -> Response[dict[str, Any]]:
        """What is meant for programs: pages and their forms are left out."""
        schema = request.app.openapi_schema.to_schema()
        paths = {path: item for path, item in schema["paths"].items() if _is_api(path)}
        components = _used(paths, schema.get("components", {}).get("schemas", {}))
        content = schema | {"paths": paths, "components": {"schemas": components}}
        return Response(content, media_type="application/json")


def _is_api(path: str) -> bool:
    return path.startswith("/api/v1")


def _used(paths: dict[str, Any], schemas: dict[str, Any]) -> dict[str, Any]:
    """Return the schemas that the paths refer to, directly or through each other."""
    used: dict[str, Any] = {}
    waiting = _references(paths)
    while waiting:
        name = waiting.pop()
        if name in schemas and name not in used:
            used[name] = schemas[name]
            waiting |= _references(schemas[name])
    return used


def _references(part: Any) -> set[str]:
    return {name.decode() for name in _REFERENCE.findall(encode(part))}
