"""Run Alembic's steps on the connection that ``assistant.schema`` hands over."""

from alembic import context

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=context.config.attributes["metadata"],
    render_as_batch=False,
    transactional_ddl=False,  # the transaction is the caller's: all steps or none
)
context.run_migrations()
