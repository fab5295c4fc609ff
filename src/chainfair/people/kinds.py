"""Values of people: languages they read, purposes they consent to."""

from dataclasses import dataclass

from chainfair.ground.kinds import Worded, phrase


class Language(Worded):
    """The languages of the pages; BCP 47 tags in Django's lower-case form."""

    ENGLISH = "en", phrase("English")
    CHINESE = "zh-hans", phrase("Simplified Chinese")


class Purpose(Worded):
    """What a person lets the organiser do with their data; each is asked for by itself."""

    REGISTRATION = "registration", phrase("run my registration")
    MATCHING = "matching", phrase("suggest partners to me, and me to partners")
    NEWS = "news", phrase("write to me about later editions")
    BADGE = "badge", phrase("give my contact to whom lets me scan or scans my badge")


@dataclass(frozen=True)
class NewPerson:
    """Somebody to be entered; without a mail address nothing can be sent to them."""

    name: str
    name_latin: str = ""
    email: str | None = None
    language: str = Language.ENGLISH
    made_up: bool = False
    is_platform_admin: bool = False
