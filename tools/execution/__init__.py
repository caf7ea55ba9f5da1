"""Notebooks: finding them, a person's copies, running their cells, where their figures come from.

It must not know reports: they are made of what it leaves in the notebook.
"""
