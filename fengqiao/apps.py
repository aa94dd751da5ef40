"""Makes the Celery application known to every process, so that tasks are sent to the right broker."""

from django.apps import AppConfig


class FengqiaoConfig(AppConfig):
    """Composition root; has no models."""

    name = "fengqiao"

    def ready(self) -> None:
        """Import the Celery application."""
        from fengqiao import celery  # noqa: F401
