"""The one way in which settings fail."""


class SettingsError(Exception):
    """A setting is missing, unknown, malformed or contradicts another one.

    The text is one line, begins with the setting's name and never holds a secret.
    """

    def __init__(self, message: str) -> None:
        super().__init__(" ".join(message.split()))
