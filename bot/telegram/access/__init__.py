"""Who may ask and how often, and which documents answer?

permissions.py   people, groups, administrators and quotas, checked at every request
libraries.py     the common library and each chat's own, combined into one desk for each chat

A handler asks permissions first, then libraries.desk(reader); no other way leads to a document.
"""
