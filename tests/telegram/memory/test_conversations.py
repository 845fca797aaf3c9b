"""What the bot keeps is bounded, outlives it, and nobody loses their turn for it."""

from __future__ import annotations
