"""The steps that bring the database of a workspace to what this release of unmap reads, run by Alembic."""
