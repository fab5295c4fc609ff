"""Django's own commands: `python -m chainfair.project.manage COMMAND`."""

import os
import sys


def main() -> None:
    """Run one of Django's commands under chainfair's settings."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chainfair.project.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
