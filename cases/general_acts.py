"""Acts that every kind of case has. Each kind lists them behind its own."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from accounts.actor import Actor
from cases.actions.attachment import attach, remove_attachment
from cases.actions.confidentiality import set_confidential
from cases.actions.link import link, unlink
from cases.actions.note import note
from cases.actions.unmask import unmask
from cases.actions.urge import recall_urge, reply_urge, urge
from cases.acts import Act, Facts
from cases.acts_escalation import ESCALATION_ACTS
from cases.acts_major import MAJOR_ACTS
from cases.acts_risk import RISK_ACTS
from cases.acts_supervision import SUPERVISION_ACTS
from cases.bulk import BULK_ACTS
from cases.bulk_supervise import SUPERVISE
from cases.bulk_urge import URGE
from cases.forms.attachment import AttachForm, RemoveAttachmentForm
from cases.forms.confidentiality import ConfidentialityForm
from cases.forms.link import LinkForm, UnlinkForm
from cases.forms.note import NoteForm
from cases.forms.unmask import UnmaskForm
from cases.forms.urge import RecallUrgeForm, ReplyUrgeForm, UrgeForm
from cases.models import Case

BULK_ACTS[URGE.name] = URGE
BULK_ACTS[SUPERVISE.name] = SUPERVISE


def _has_urges(facts: Facts) -> bool:
    return bool(facts.get("open_urges"))


def _has_files(facts: Facts) -> bool:
    return bool(facts.get("attachments"))


def _is_linked(facts: Facts) -> bool:
    return bool(facts.get("linked"))


def _others_case(case: Case, actor: Actor, facts: Facts) -> bool:
    """Nobody urges himself, nor a body whose case is merely on its way to his own."""
    on_its_way = facts.get("receiving_organisation") in actor.scope.organisation_ids and not actor.scope.covers_area(case.area_id)
    return case.handler_id != actor.user.pk and not on_its_way


GENERAL_ACTS: Final = [
    Act(
        "cases.note",
        _("添加记录"),
        note,
        NoteForm,
        states=None,
        subject="case",
        article="人民调解法 27",
        consequence=_("写进办理记录，不能修改。"),
        icon="note",
        emphasis="side",
        while_transferring=True,
        while_paused=True,
    ),
    Act(
        "cases.attach",
        _("上传附件"),
        attach,
        AttachForm,
        states=None,
        subject="case",
        article="人民调解法 27",
        consequence=_("文件随卷保存，只有能查看本案的人能打开。"),
        icon="paperclip",
        emphasis="side",
        while_transferring=True,
        while_paused=True,
        while_closed=False,
    ),
    Act(
        "cases.remove_attachment",
        _("移除附件"),
        remove_attachment,
        RemoveAttachmentForm,
        states=None,
        subject="case",
        consequence=_("文件不再显示，但留存备查。"),
        icon="file-off",
        emphasis="side",
        when=_has_files,
        while_paused=True,
        while_closed=False,
    ),
    Act(
        "cases.link",
        _("关联案件"),
        link,
        LinkForm,
        states=None,
        subject="case",
        consequence=_("两案的办理记录都会写明。"),
        icon="link",
        emphasis="side",
        while_paused=True,
    ),
    Act(
        "cases.unlink",
        _("取消关联"),
        unlink,
        UnlinkForm,
        states=None,
        subject="case",
        consequence=_("两案的办理记录都会写明。"),
        icon="unlink",
        emphasis="side",
        when=_is_linked,
        while_paused=True,
    ),
    Act(
        "cases.unmask",
        _("查看当事人信息"),
        unmask,
        UnmaskForm,
        states=None,
        subject="case",
        article="个人信息保护法 51",
        consequence=_("只显示一次；谁在何时为何查看会被记录。"),
        icon="eye",
        emphasis="side",
        while_transferring=True,
        while_paused=True,
    ),
    Act(
        "cases.urge",
        _("催办"),
        urge,
        UrgeForm,
        states=None,
        subject="case",
        consequence=_("承办单位会看到，答复前一直挂起。"),
        icon="bell",
        emphasis="side",
        while_transferring=True,
        while_paused=True,
        while_closed=False,
        who=_others_case,
    ),
    Act(
        "cases.reply_urge",
        _("答复催办"),
        reply_urge,
        ReplyUrgeForm,
        states=None,
        subject="case",
        consequence=_("催办人会看到答复。"),
        icon="message-reply",
        when=_has_urges,
        while_transferring=True,
        while_paused=True,
    ),
    Act(
        "cases.recall_urge",
        _("撤销催办"),
        recall_urge,
        RecallUrgeForm,
        states=None,
        subject="case",
        icon="bell-off",
        emphasis="side",
        when=_has_urges,
        while_transferring=True,
        while_paused=True,
    ),
    Act(
        "cases.set_confidential",
        _("保密设置"),
        set_confidential,
        ConfidentialityForm,
        states=None,
        subject="case",
        article="个人信息保护法 51；人民调解法 23（三）",
        consequence=_("设为保密后，只有承办人、协办人和指定知情人能看到本案。"),
        icon="lock",
        emphasis="side",
        while_paused=True,
    ),
    *ESCALATION_ACTS,
    *SUPERVISION_ACTS,
    *RISK_ACTS,
    *MAJOR_ACTS,
]
"""In the order in which their buttons stand."""
