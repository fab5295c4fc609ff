"""Pure decisions about people."""

import base64
import hashlib
import re

ADDRESS = re.compile(r"[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s,;<>.]+|[^@\s,;<>]+@localhost")


def tidy_email(email: str) -> str:
    """The address as it is stored and compared: no blanks around it, lower case."""
    return email.strip().lower()


def looks_like_an_address(email: str) -> bool:
    """Whether mail could be sent there at all; only an answer proves it."""
    return len(email) <= 254 and ADDRESS.fullmatch(email) is not None


def link_digest(token: str) -> str:
    """What a sign-in link is remembered by: its meaning, since one meaning can be written in many ways."""
    written = token.encode()
    return hashlib.sha256(base64.urlsafe_b64decode(written + b"=" * (-len(written) % 4))).hexdigest()
