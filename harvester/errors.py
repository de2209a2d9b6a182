"""One tree of errors; each carries a sentence for the person who can repair it."""


class FabcommonsError(Exception):
    """Root of what can go wrong. `hint` says what to do about it."""

    hint = ""

    def __init__(self, sentence: str, hint: str = "") -> None:
        super().__init__(sentence)
        self.hint = hint or type(self).hint


class SettingsError(FabcommonsError):
    """A setting has a value that is not allowed (for the operator)."""

    hint = "Mend the flag, the FABCOMMONS_* variable or the TOML file; See docs/reference/settings.md."


class RegistryError(FabcommonsError):
    """A source cannot be registered, found or changed (for the operator)."""


class NoticeError(FabcommonsError):
    """A notice cannot be found or decided (for the moderator)."""


class ModerationError(FabcommonsError):
    """An act cannot be done as things stand (for the moderator). `code` names why, for pages in two languages."""

    def __init__(self, code: str, sentence: str, hint: str = "") -> None:
        super().__init__(sentence, hint)
        self.code = code


class BusyError(FabcommonsError):
    """Another harvester holds the data folder (for the operator)."""

    hint = "Wait until it ends, or stop it; `harvest.lock` names it."


class DocumentError(Exception):
    """A document that cannot be judged further: the rule it breaks, with the rule's parameters (for the publisher)."""

    def __init__(self, rule: str, pointer: str | None = None, **params: str) -> None:
        super().__init__(rule)
        self.rule, self.pointer, self.params = rule, pointer, params
