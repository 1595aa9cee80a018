"""`python -m bocal` is `bocal`."""

import sys

from bocal.house.command import main

sys.exit(main())
