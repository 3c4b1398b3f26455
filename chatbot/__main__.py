"""`python -m chatbot` is `chatbot`."""

import sys

from chatbot.cli import main

sys.exit(main())
