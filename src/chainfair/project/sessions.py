"""Sessions in the database, asked for by keys that could be one of ours alone."""

from django.contrib.sessions.backends.db import SessionStore as DatabaseSessions


class SessionStore(DatabaseSessions):
    """A cookie may hold anything; PostgreSQL refuses a NUL where others look for it in vain."""

    def _validate_session_key(self, key: str | None) -> bool:
        return bool(key) and str(key).isalnum() and super()._validate_session_key(key)  # type: ignore[misc]
