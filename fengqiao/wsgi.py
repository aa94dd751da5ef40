"""The WSGI application."""

import os

from django.core.wsgi import get_wsgi_application

from fengqiao.bootstrap.processes import die_with_parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fengqiao.settings")
if os.environ.get("FENGQIAO_DIE_WITH_PARENT") == "1":
    die_with_parent()  # a worker process of the web server must not keep its port when the server is killed

application = get_wsgi_application()
