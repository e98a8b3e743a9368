"""`python -m kanazawa_exchange PORT`: the portal as a whole, as `./run` starts it."""

import sys

from .supervisor import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
