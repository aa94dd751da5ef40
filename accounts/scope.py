"""What an actor may see, free of any model of cases."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Scope:
    """Subtrees (area code prefixes), own organisations and the user himself. `sees_cases` is false for administrators and auditors."""

    user_id: int
    area_prefixes: tuple[str, ...]
    organisation_ids: tuple[int, ...]
    sees_cases: bool

    def covers_area(self, code: str) -> bool:
        """Whether an area lies in one of the subtrees."""
        return self.sees_cases and any(code.startswith(prefix) for prefix in self.area_prefixes)
