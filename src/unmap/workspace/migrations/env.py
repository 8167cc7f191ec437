"""What Alembic runs: the steps on the connection that it is given."""

from __future__ import annotations

from alembic import context

from unmap.workspace.stored_tables import METADATA

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=METADATA, transactional_ddl=True)
with context.begin_transaction():
    context.run_migrations()
