"""What is stored, in which version? SQLite, updates, copies of articles, several libraries read as one."""
