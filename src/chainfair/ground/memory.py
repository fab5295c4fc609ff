"""What a process has loaded stays until it ends: the search for garbage need not go through it again and again."""

import gc


def keep_loaded() -> None:
    """Take everything that is there now out of the search for garbage.

    With the engine loaded there are some 200,000 objects, and a search through all of them stops the process for 0.1
    to 0.3 s, in the middle of whatever request makes one too many. Called right after something large was loaded, so
    that little but that is kept for good; what is given up by count is freed as ever.
    """
    gc.collect()
    gc.freeze()
