"""The web server's way in."""

import os
from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from chainfair.ground.memory import keep_loaded

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chainfair.project.settings")
_django = get_wsgi_application()
keep_loaded()


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Answer a request. Where the operator says that all come over HTTPS, none needs a proxy's word for it.

    Else links in letters would begin with http://, and a browser's own word about where a form stands would not fit.
    """
    if settings.CONFIG.secure:
        environ["wsgi.url_scheme"] = "https"
    return _django(environ, start_response)
