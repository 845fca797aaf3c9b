"""What does this file say? Archives, encodings, one reader per format, each in a child process."""
