"""The settings of the application, with the one middleware that counts statements where a request asks for it."""

from fengqiao.settings import *  # noqa: F403
from fengqiao.settings import MIDDLEWARE as _MIDDLEWARE

MIDDLEWARE = ["bench.counting.StatementCount", *_MIDDLEWARE]
