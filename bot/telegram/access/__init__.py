"""Who may ask and how often, and which documents answer?

permissions.py   people, groups, administrators, quotas
libraries.py     the common library and each chat's own, as one desk for each chat
"""
