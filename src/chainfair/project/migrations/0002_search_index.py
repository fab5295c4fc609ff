"""The search index over the terms of both scripts; the two engines spell it differently."""

from django.db import migrations

SQLITE = [
    "CREATE VIRTUAL TABLE search_index USING fts5(terms, content='chainfair_searchtext', content_rowid='id',"
    " tokenize='unicode61 remove_diacritics 0')",
    "CREATE TRIGGER search_index_added AFTER INSERT ON chainfair_searchtext BEGIN"
    " INSERT INTO search_index(rowid, terms) VALUES (new.id, new.terms); END",
    "CREATE TRIGGER search_index_removed AFTER DELETE ON chainfair_searchtext BEGIN"
    " INSERT INTO search_index(search_index, rowid, terms) VALUES ('delete', old.id, old.terms); END",
    "CREATE TRIGGER search_index_changed AFTER UPDATE ON chainfair_searchtext BEGIN"
    " INSERT INTO search_index(search_index, rowid, terms) VALUES ('delete', old.id, old.terms);"
    " INSERT INTO search_index(rowid, terms) VALUES (new.id, new.terms); END",
]
POSTGRESQL = [
    "CREATE INDEX search_index ON chainfair_searchtext USING gin"
    " (array_to_tsvector(string_to_array(nullif(terms, ''), ' ')))",
]


def make_index(apps, schema_editor):
    statements = SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRESQL
    for statement in statements:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("chainfair", "0001_initial")]
    operations = [migrations.RunPython(make_index, migrations.RunPython.noop)]
