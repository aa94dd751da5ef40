"""What a ledger's words can point at, read once for a whole file: areas, categories, committees and mediators of the importer's scope."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.actor import Actor
from cases.models import Category, MojType
from disputes.ledger.areas import AreaBook
from disputes.ledger.words import plain
from mediators.models import Committee, Membership

OTHER_CATEGORY, OTHER_TYPE = "99", 18
WORKED_BY_ENTRY: dict[int, str] = {10: "0701", 12: "0601", 13: "0601"}
"""Category of a type of the ministry that no category counts as by default: wages, tourism, electronic commerce."""


@dataclass(frozen=True)
class CommitteeEntry:
    """A committee as a row needs it."""

    pk: int
    organisation_id: int
    area: str


class Books:
    """Everything a row is checked against, for one importer on one day."""

    def __init__(self, actor: Actor, *, today: dt.date) -> None:
        self.today = today
        self.areas = AreaBook(actor.scope.area_prefixes)
        self.categories = CategoryBook()
        self.committees = CommitteeBook(actor.scope.area_prefixes, today)
        posting = actor.main_posting
        if posting is None:
            raise ValueError("an importer works somewhere")
        self.organisation_id = posting.organisation_id


class CategoryBook:
    """Both category lists, findable by code and by name."""

    def __init__(self) -> None:
        self._codes: dict[str, int] = {}
        self._names: dict[str, set[str]] = defaultdict(set)
        names: dict[str, str] = {}
        for code, name, parent, counts_as in Category.objects.order_by("code").values_list("code", "name", "parent_id", "moj_type_id"):
            names[code] = name
            self._codes[code] = counts_as or OTHER_TYPE
            for written in (name, f"{code}{name}", f"{names.get(parent or '', '')}{name}", name.removesuffix("纠纷").removesuffix("争议")):
                self._names[plain(written)].add(code)
        self._types = {
            plain(way): seq for seq, name in MojType.objects.values_list("seq", "name") for way in (name, name.removesuffix("纠纷"), str(seq))
        }

    def category(self, text: str) -> str:
        """A code of GB/T 31000. Raises `ValueError` with the reason."""
        if text.isdecimal():
            code = next((way for way in (text, text.zfill(2), text.zfill(4)) if way in self._codes), None)
            if code is None:
                raise ValueError(_("没有代码为 %s 的事件类别") % text[:20])
            return code
        found = self._names.get(plain(text.replace("/", "").replace("-", "")), set())
        if len(found) > 1:
            raise ValueError(_("“%(text)s”不止一个（%(codes)s），请填代码") % {"text": text[:20], "codes": "、".join(sorted(found)[:4])})
        if not found:
            raise ValueError(_("没有名为“%s”的事件类别") % text[:20])
        return next(iter(found))

    def moj_type(self, text: str) -> int:
        """A type of the ministry. Raises `ValueError` with the reason."""
        found = self._types.get(plain(text))
        if found is None:
            raise ValueError(_("没有名为“%s”的纠纷类型") % text[:20])
        return found

    def counts_as(self, category: str) -> int:
        """The type of the ministry that a category counts as."""
        return self._codes[category]

    def stands_for(self, moj_type: int) -> str:
        """A category for a type of the ministry: the group that counts as it, else its first category, else 其他."""
        if moj_type in WORKED_BY_ENTRY:
            return WORKED_BY_ENTRY[moj_type]
        fitting = sorted((code for code, seq in self._codes.items() if seq == moj_type and len(code) == 4))
        return OTHER_CATEGORY if moj_type == OTHER_TYPE or not fitting else fitting[0]


class CommitteeBook:
    """Committees and their mediators in a scope, findable by name."""

    def __init__(self, prefixes: Sequence[str], today: dt.date) -> None:
        inside = Q(pk__in=())
        for prefix in prefixes:
            inside |= Q(organisation__area__code__startswith=prefix)
        self._found: dict[str, list[CommitteeEntry]] = defaultdict(list)
        rows = Committee.objects.filter(inside, active=True).values_list(
            "pk", "organisation_id", "organisation__area_id", "organisation__name", "organisation__short_name", "file_label"
        )
        entries: dict[int, CommitteeEntry] = {}
        for pk, organisation, area, *names in rows:
            entries[pk] = CommitteeEntry(pk, organisation, area)
            for written in _ways_to_write(names):
                self._found[written].append(entries[pk])
        live = Membership.objects.filter(
            Q(valid_to=None) | Q(valid_to__gte=today), committee__in=entries, valid_from__lte=today, mediator__active=True
        )
        self._members: dict[tuple[int, str], list[tuple[int, int | None]]] = defaultdict(list)
        for committee, mediator, user, name in live.values_list("committee_id", "mediator_id", "mediator__user_id", "mediator__name"):
            self._members[committee, plain(name)].append((mediator, user))

    def committee(self, text: str, area: str) -> CommitteeEntry:
        """The committee of that name; of several the one whose area holds the row's area. Raises `ValueError` with the reason."""
        found = self._found.get(plain(text), [])
        if not found:
            raise ValueError(_("在您负责的区划内没有名为“%s”的调委会") % text[:30])
        if len(found) > 1:
            found = [entry for entry in found if area.startswith(entry.area)] or found
        if len(found) > 1:
            raise ValueError(_("名为“%s”的调委会不止一个，请写全称") % text[:30])
        return found[0]

    def member(self, committee: int, name: str) -> tuple[int, int | None] | None:
        """Mediator and user of a member of a committee; None where the roster does not know the name, or knows two."""
        found = self._members.get((committee, plain(name)), [])
        return found[0] if len(found) == 1 else None


def _ways_to_write(names: Iterable[str]) -> set[str]:
    found = set()
    for name in names:
        bare = name.removesuffix("人民调解委员会").removesuffix("调解委员会").removesuffix("调委会")
        found |= {plain(name), plain(bare + "人民调解委员会"), plain(bare + "调解委员会"), plain(bare + "调委会")}
    return found
