"""Forms that name the input of acts."""

from cases.forms.act import ActForm

__all__ = ["ActForm"]
