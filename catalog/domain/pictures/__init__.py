"""Picture work in plain Python: what a file is, what it shows, what may be kept of it.

Nothing here knows rows, requests or storage; Pillow is known here and in `domain.renditions` only.
"""
