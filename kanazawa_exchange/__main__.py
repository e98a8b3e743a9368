"""`python -m kanazawa_exchange PORT`: the portal as a whole, as `./run` starts it."""

import os
import sys

from .supervisor import main

if __name__ == "__main__":
    # at once: the interpreter's own end writes to a terminal that may be gone, and would then answer 120 instead
    os._exit(main(sys.argv[1]))
