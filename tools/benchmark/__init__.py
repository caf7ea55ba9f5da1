"""Training side by side with Keras, PyTorch and DJL: how they are started, timed and reported.

It must not know notebooks, reports of notebooks or assignments.
"""
