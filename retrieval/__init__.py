"""What answers this? Questions in, answers out.

language/ ─▶ index/ (built from a library) ─▶ answering/ ◀─ question/ ◀─ language/
"""
