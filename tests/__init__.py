"""The project's checks. `python -m tests` runs them all."""
