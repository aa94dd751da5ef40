"""Who and where."""

from accounts.models.area import Area, Level
from accounts.models.audit import PasswordHistory, SignInEvent, SignInResult, SystemEvent
from accounts.models.organisation import Organisation, OrganisationKind
from accounts.models.token import ApiToken
from accounts.models.user import Posting, Role, User

__all__ = [
    "ApiToken",
    "Area",
    "Level",
    "Organisation",
    "OrganisationKind",
    "PasswordHistory",
    "Posting",
    "Role",
    "SignInEvent",
    "SignInResult",
    "SystemEvent",
    "User",
]
