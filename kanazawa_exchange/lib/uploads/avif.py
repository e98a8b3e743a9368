"""Pictures of the newer kind (AVIF), where the installed Pillow was built with a decoder of them."""

from PIL import AvifImagePlugin, features

IS_HERE = features.check("avif")
AvifImagePlugin.DEFAULT_MAX_THREADS = 1
"""Each thread of the decoder holds pictures of its own."""
