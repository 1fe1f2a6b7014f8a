"""Dataloaders: batch and dedupe what an operation reads.

Each is named by its question and accepts only keys that prove the viewer may see the answer
(:mod:`domain.visibility`).
"""

from loaders.following import Following
from loaders.loader import BatchLoader, ListLoader
from loaders.loaders import Loaders
from loaders.source import Source
from loaders.watching import Watches

__all__ = ["BatchLoader", "Following", "ListLoader", "Loaders", "Source", "Watches"]
