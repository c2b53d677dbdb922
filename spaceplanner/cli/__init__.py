"""The commands for the shell."""
