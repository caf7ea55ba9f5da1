"""A notebook with outputs as an HTML file or a PDF, and the index of these files.

It must not know how a notebook was run, nor any kernel. docs/reports.md tells what each file does.
"""
