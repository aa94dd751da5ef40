"""Who and where."""

from accounts.models.area import Area, Level
from accounts.models.organisation import Organisation, OrganisationKind
from accounts.models.user import Posting, Role, User

__all__ = ["Area", "Level", "Organisation", "OrganisationKind", "Posting", "Role", "User"]
