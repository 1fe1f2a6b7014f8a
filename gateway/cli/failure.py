"""How a command ends when it cannot do what it was asked to."""

EXIT_FAILED = 1
EXIT_BUSY = 3


class CommandFailed(Exception):
    """Ends the command with its text on standard error and an exit code, without a trace."""

    def __init__(self, message: str, exit_code: int = EXIT_FAILED) -> None:
        super().__init__(message)
        self.exit_code = exit_code
