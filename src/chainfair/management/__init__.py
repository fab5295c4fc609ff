"""Django's commands, a few lines over one action each."""
