"""Django set up for a verb that works on a fair, and refusals said in words."""

import os
import sys
from collections.abc import Callable

REFUSED = 1


def in_words(act: Callable[[], int]) -> int:
    """Set Django up and act; what is refused becomes one sentence on standard error and status 1."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chainfair.project.settings")
    from chainfair.project.config import BadSetting

    try:
        import django

        django.setup()
    except BadSetting as refusal:
        return refuse(str(refusal))
    except PermissionError as error:
        return refuse(f"“{error.filename}” cannot be written; name another data folder with --data DIR.")
    return _act(act)


def _act(act: Callable[[], int]) -> int:
    from django.conf import settings
    from django.db import DatabaseError, OperationalError
    from django.utils import translation
    from django.utils.translation import gettext

    from chainfair.ground.errors import Refusal

    # The language of the terminal, where we speak it.
    translation.activate("zh-hans" if os.environ.get("LANG", "").lower().startswith("zh") else "en")
    try:
        return act()
    except Refusal as refusal:
        return refuse(gettext(refusal.message) % refusal.values)
    except FileNotFoundError as error:
        return refuse(gettext("There is no file “%(file)s”.") % {"file": error.filename})
    except OperationalError as error:
        where = settings.DATABASES["default"]["HOST"] or settings.CONFIG.data
        said = str(error).strip()
        return refuse(
            gettext(
                "The database at “%(where)s” does not answer: %(said)s. Check that it runs and that the disk has room."
            )
            % {"where": where, "said": said}
        )
    except DatabaseError as error:
        sentence = gettext("The database of “%(data)s” cannot be used: %(said)s.")
        return refuse(sentence % {"data": settings.CONFIG.data, "said": str(error).strip()})
    except OSError as error:
        return refuse(f"{error.strerror or error}: {error.filename or ''}")


def refuse(sentence: str) -> int:
    """Say why not, and return the status for it."""
    sys.stderr.write(f"chainfair: {sentence}\n")
    return REFUSED
