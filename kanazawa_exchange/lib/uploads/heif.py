"""Pictures of telephones (HEIC), when the extra `heif` is installed: its wheels are GPLv2, so nothing needs them."""

from importlib.util import find_spec

IS_HERE = find_spec("pillow_heif") is not None


def register() -> None:
    """Teach Pillow to open HEIC. The decoder turns the picture upright by itself and says so in the orientation tag."""
    from pillow_heif import register_heif_opener

    register_heif_opener(thumbnails=False, depth_images=False)
