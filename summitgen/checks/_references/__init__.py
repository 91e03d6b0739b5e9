"""The parts of the check ``references``: an index of an environment's objects, and what to look for, by subject."""
