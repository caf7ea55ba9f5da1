"""What every package may use: messages, files, places, processes, caps, Java's names.

It must not know any other package, nor anything that is not in the standard library.
"""
