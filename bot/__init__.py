"""Turns in, replies out: one conversation, shown in a terminal or in Telegram."""
