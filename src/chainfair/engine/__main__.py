"""Starts the engine's command line: ``python -m chainfair.engine``."""

import sys

from chainfair.engine.cli import main

sys.exit(main(sys.argv[1:]))
