"""Values of people: languages they read, purposes they consent to."""

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
