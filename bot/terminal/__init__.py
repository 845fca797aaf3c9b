"""The command line and the interactive chat."""
