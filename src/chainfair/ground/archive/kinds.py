"""What a backup says about itself."""

import json
from dataclasses import asdict, dataclass, field
from typing import Any

FORMAT = "chainfair backup"
FORMAT_VERSION = 1
MANIFEST = "manifest.json"
DATABASE = "database"
FILES = "files/"


@dataclass(frozen=True)
class Manifest:
    """The first member of a backup: who made it, of which engine, and what belongs to it with size and digest."""

    version: str
    engine: str
    made_at: str
    migrations: tuple[str, ...]
    members: dict[str, dict[str, Any]] = field(default_factory=dict)

    def to_json(self) -> str:
        """The manifest as it stands in the file."""
        return json.dumps({"format": FORMAT, "format_version": FORMAT_VERSION, **asdict(self)}, indent=1)


def manifest_from(text: str) -> Manifest | None:
    """The manifest in a text, or None where it is not one of ours."""
    try:
        stated = json.loads(text)
        if (stated.pop("format"), stated.pop("format_version")) != (FORMAT, FORMAT_VERSION):
            return None
        return Manifest(**stated | {"migrations": tuple(stated["migrations"])})
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
