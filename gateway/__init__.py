"""The process: settings, bearer tokens, the ASGI application and the command line."""

from importlib.metadata import PackageNotFoundError, version


def _installed_version() -> str:
    try:
        return version("podero-graphql-gateway")
    except PackageNotFoundError:  # run from a checkout that was never installed
        return "0+unknown"


__version__ = _installed_version()
