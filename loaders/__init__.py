"""Dataloaders: batch and dedupe what an operation reads; and the writes that they must see.

A loader is named by its question and accepts only keys that prove the viewer may see the answer,
a write only owners that prove the viewer may do it (:mod:`domain.visibility`).
"""

from loaders.by_building import ByBuilding
from loaders.following import Following
from loaders.loader import BatchLoader, ListLoader
from loaders.loaders import Loaders
from loaders.observing import ObservedQuestion, Observer
from loaders.purging import Purging
from loaders.source import Source
from loaders.watching import Watches
from loaders.writing import Writes

__all__ = [
    "BatchLoader",
    "ByBuilding",
    "Following",
    "ListLoader",
    "Loaders",
    "ObservedQuestion",
    "Observer",
    "Purging",
    "Source",
    "Watches",
    "Writes",
]
