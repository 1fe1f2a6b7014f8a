"""How devices behave over time: pure functions of a device's nature, its commands and the clock."""
