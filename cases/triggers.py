"""Triggers that hold the rules of a case against every writer, bulk SQL included."""

import pgtrigger

ONLY_LAWFUL_MOVES = pgtrigger.Trigger(
    name="only_lawful_moves",
    operation=pgtrigger.Insert | pgtrigger.UpdateOf("state"),
    when=pgtrigger.Before,
    declare=[("before", "text")],
    func="""
        before := CASE WHEN TG_OP = 'INSERT' THEN '' ELSE OLD.state END;
        IF before IS DISTINCT FROM NEW.state AND NOT EXISTS (
            SELECT 1 FROM cases_move m WHERE m.kind = NEW.kind AND m.source = before AND m.target = NEW.state
        ) THEN
            RAISE EXCEPTION 'unlawful move of %: % -> %', NEW.kind, before, NEW.state USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    """,
)
"""A case is born and moves only as a row of `cases_move` allows."""

APPEND_ONLY = pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
"""A row that is evidence is never changed and never removed."""
