"""What do the documents say? Files in, stored articles out.

files/ ─▶ text/ ─▶ articles/ (places/ says where) ─▶ library/
"""
