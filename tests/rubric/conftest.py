"""Properties of figures are tried without a clock: what takes long on a busy machine is not wrong."""

from hypothesis import settings

settings.register_profile("figures", deadline=None)
settings.load_profile("figures")
