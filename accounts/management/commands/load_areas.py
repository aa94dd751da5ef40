"""`manage.py load_areas FILE`: loads the areas of any city."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.area_file import AreaFileError
from accounts.loading import load_areas


class Command(BaseCommand):
    """Reads a CSV with the columns code, name, level, parent_code."""

    help = "载入区划：CSV 文件，列为 code,name,level,parent_code。有一处错误则全部不载入；重复载入同一文件不改变任何数据。"

    def add_arguments(self, parser: CommandParser) -> None:
        """File, day, and whether missing areas end."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--on", type=dt.date.fromisoformat, default=None, metavar="YYYY-MM-DD", help="自哪一天起以此文件为准，默认今天")
        parser.add_argument("--end-missing", action="store_true", help="文件所涉的市中，文件里没有的区划自该日起停用")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Load, or list every error and change nothing."""
        try:
            content = options["file"].read_bytes()
        except OSError as error:
            raise CommandError(_("读不到文件 %(file)s：%(detail)s") % {"file": options["file"], "detail": error.strerror}) from error
        try:
            done = load_areas(content=content, on=options["on"] or timezone.localdate(), end_missing=options["end_missing"])
        except AreaFileError as error:
            for each in error.errors:
                self.stderr.write(str(each))
            raise CommandError(_("文件有 %(count)d 处错误，没有载入任何区划。") % {"count": len(error.errors)}) from error
        facts = {"created": done.created, "changed": done.changed, "ended": done.ended, "unchanged": done.unchanged}
        self.stdout.write(_("区划已载入：新增 %(created)d，变更 %(changed)d，停用 %(ended)d，未变 %(unchanged)d。") % facts)
