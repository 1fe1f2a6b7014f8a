"""What is answered however much there is to do."""

PROBES = frozenset({"/livez", "/readyz", "/metrics"})
_PAGE = "/"
_PAGE_FILES = "/graphiql/"


def is_probe(path: str) -> bool:
    """Whether a path is asked by whoever watches over the process."""
    return path in PROBES


def is_free(path: str) -> bool:
    """Whether answering costs next to nothing: probes, and the files of the page."""
    return path in PROBES or path == _PAGE or path.startswith(_PAGE_FILES)
