"""``python -m spaceplanner``."""

import sys

from spaceplanner.cli.main import main

sys.exit(main())
