"""The edge of the process: what a request has to pass before anything of it is looked at."""
