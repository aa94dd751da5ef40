"""What is true of a dispute besides its row, read in one statement."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection

from cases import risk_facts
from cases.escalation import facts as escalation_facts
from cases.models import Case, LinkKind
from disputes.models import Dispute, Scale

_SQL = f"""
SELECT
    c.id,
    (SELECT coalesce(array_agg(o.user_id), '{{}}') FROM cases_caseofficer o WHERE o.case_id = c.id AND o.until IS NULL),
    t.to_organisation_id,
    t.from_organisation_id,
    EXISTS (SELECT FROM cases_transfer r WHERE r.case_id = c.id AND r.state = 'returned'),
    (SELECT count(*) FROM disputes_objection b WHERE b.dispute_id = c.id AND b.decided_at IS NULL),
    (SELECT count(*) FROM disputes_mediationsession s WHERE s.dispute_id = c.id),
    a.id IS NOT NULL,
    (SELECT count(*) FROM disputes_agreementitem i WHERE i.agreement_id = a.id AND i.performed_on IS NULL),
    (SELECT j.state FROM disputes_judicialconfirmation j WHERE j.agreement_id = a.id ORDER BY j.id DESC LIMIT 1),
    (SELECT count(*) FROM disputes_followup f WHERE f.dispute_id = c.id AND f.done_on IS NULL AND f.cancelled_at IS NULL),
    (SELECT count(*) FROM disputes_followup f WHERE f.dispute_id = c.id AND f.done_on IS NOT NULL),
    (SELECT count(*) FROM cases_case k WHERE k.parent_id = c.id AND k.closed_at IS NULL),
    (SELECT count(*) FROM cases_urge u WHERE u.case_id = c.id AND u.answered_at IS NULL AND u.recalled_at IS NULL),
    (SELECT count(*) FROM cases_attachment h WHERE h.case_id = c.id AND h.removed_at IS NULL),
    (SELECT count(*) FROM disputes_assignment m WHERE m.dispute_id = c.id AND m.until IS NULL),
    EXISTS (SELECT FROM disputes_assignment m WHERE m.dispute_id = c.id AND m.until IS NULL AND m.lead),
    (SELECT count(*) FROM disputes_investigation v WHERE v.dispute_id = c.id),
    (SELECT d.scale FROM disputes_dispute d WHERE d.case_ptr_id = c.id),
    EXISTS (SELECT FROM cases_link l WHERE (l.case_id = c.id OR l.other_id = c.id) AND l.kind <> '{LinkKind.MERGED.value}'),
    {risk_facts.SELECTED},
    {escalation_facts.SELECTED}
FROM cases_case c{escalation_facts.JOINS}
LEFT JOIN cases_transfer t ON t.case_id = c.id AND t.state = 'pending'
LEFT JOIN disputes_agreement a ON a.dispute_id = c.id AND a.superseded_at IS NULL
WHERE c.id = ANY(%s)
"""  # noqa: S608  (columns are constants)

_KEYS = (
    "officers",
    "receiving_organisation",
    "sending_organisation",
    "transfer_returned",
    "open_objections",
    "sessions",
    "agreement",
    "items_left",
    "confirmation",
    "open_follow_ups",
    "follow_ups_done",
    "open_sub_cases",
    "open_urges",
    "attachments",
    "mediators",
    "lead",
    "investigations",
    "scale",
    "linked",
    *risk_facts.KEYS,
    *escalation_facts.KEYS,
)


def facts_of(case: Case) -> dict[str, Any]:
    """The facts of a dispute.

    `officers`: users it is handed to; `transfer_pending`, `receiving_organisation`, `sending_organisation`: the transfer that waits to be
    signed for; `transfer_returned`: one was returned before; `open_objections`, `sessions`, `agreement`: whether one is in force;
    `items_left`: its open items; `confirmation`: state of the latest application for judicial confirmation, or None; `open_follow_ups`,
    `follow_ups_done`, `open_sub_cases`, `open_urges`, `attachments`; `mediators`: how many are assigned; `lead`: whether one leads;
    `investigations`; `scale`; `linked`: whether a link to another case can be taken away, which a merger cannot; `major`: by its scale or
    because somebody said so; and those of `cases.risk_facts.KEYS` and `cases.escalation.facts.KEYS`.
    """
    found = facts_of_many([case.pk])
    if case.pk not in found:
        raise Case.DoesNotExist(f"no case {case.pk}")
    return found[case.pk]


def facts_at_first(dispute: Dispute) -> dict[str, Any]:
    """The facts of a dispute in the transaction that registers it: nothing has happened yet."""
    nobody: list[int] = []
    own = [nobody, None, None, False, 0, 0, False, 0, None, 0, 0, 0, 0, 0, 0, False, 0, dispute.scale, False]
    return _facts([*own, *risk_facts.at_first(dispute), *escalation_facts.at_first()])


def facts_of_many(ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    """The facts of several disputes by primary key, for lists; still one statement."""
    with connection.cursor() as cursor:
        cursor.execute(_SQL, [list(ids)])
        rows = cursor.fetchall()
    return {pk: _facts(values) for pk, *values in rows}


def _facts(values: Sequence[Any]) -> dict[str, Any]:
    facts = dict(zip(_KEYS, values, strict=True))
    facts["officers"] = set(facts["officers"])
    facts["transfer_pending"] = facts["receiving_organisation"] is not None
    facts["major"] = facts["marked_major"] or facts["scale"] == Scale.MAJOR_GROUP
    return facts
