"""Notebooks: finding them, a person's copies, running their cells, where their figures come from.

It must not know reports: they are made of what it leaves in the notebook.
"""

import sys

# jsonschema would load this and compile a grammar of web addresses, for a second; checking a
# notebook does not need it.
sys.modules.setdefault("rfc3987_syntax", None)
