"""Settings, addresses, shell templates, static files, command line, migrations."""
