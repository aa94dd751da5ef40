"""Two characters find a case, any longer part of what it is called finds it, and no query is read as anything but words."""

from collections.abc import Iterable
from typing import Any

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cases.search import (
    PREFIX,
    area_token,
    like_pattern,
    needs_recheck,
    normalise,
    officer_token,
    organisation_token,
    query_lexemes,
    recheck_patterns,
    scope_tokens,
    to_tsquery,
    tokens,
)

TITLE = "张三与李四因宅基地边界相邻纠纷"
NUMBER = "DF-611022-2026-000123"
storable = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=30)
trade = st.text("张三李四宅基地纠纷ab12〔〕-_ 　%'\\:*&|!()Ａ１", max_size=30)
anything = storable | trade


def answers(query: str, found: set[str]) -> bool:
    """Whether the tokens of a case answer a query, as PostgreSQL decides it."""
    return all(
        any(token.startswith(lexeme.removesuffix(PREFIX)) for token in found) if lexeme.endswith(PREFIX) else lexeme in found
        for lexeme in query_lexemes(query)
    )


class TestTokens:
    def test_chinese_gives_pieces_of_two_and_its_last_character(self) -> None:
        assert tokens(["宅基地"]) == {"宅基", "基地", "地"}

    def test_letters_and_digits_give_pieces_of_three_and_their_tail(self) -> None:
        assert tokens(["2026-A座"]) == {"202", "026", "26", "6", "a", "座"}

    def test_spelling_does_not_matter(self) -> None:
        assert tokens(["Ａｂｃ１２"]) == tokens(["abc12"])

    def test_each_is_there_once_whatever_it_came_from(self) -> None:
        assert tokens(["张三", "张三", "与张三"]) == {"张三", "三", "与张"}

    @pytest.mark.parametrize("rare", ["𠮷", "\U0003134b", "\U00031350", "\ue863", "\U000f0001"])
    def test_rare_characters_of_names_are_chinese(self, rare: str) -> None:
        assert tokens([f"李{rare}野"]) == {f"李{rare}", f"{rare}野", "野"}
        assert query_lexemes(f"{rare}野") == [f"{rare}野"]
        assert like_pattern(f"李{rare}野") == f"%李{rare}野%"

    def test_nothing_gives_nothing(self) -> None:
        assert tokens([]) == tokens(["", " ", "，。！"]) == set()

    @given(anything)
    def test_no_token_is_empty_long_or_looks_like_a_scope(self, text: str) -> None:
        for token in tokens([text]):
            assert 1 <= len(token) <= 3
            assert not set(token) & set(":*' \\%_")

    @given(anything)
    def test_normalising_twice_changes_nothing(self, text: str) -> None:
        assert normalise(normalise(text)) == normalise(text)


class TestFinding:
    @pytest.mark.parametrize("query", ["张三", "李四", "宅基地", "边界相邻纠纷", "三", "纷", "宅基地 张三", TITLE])
    def test_a_title_by_its_parts(self, query: str) -> None:
        assert answers(query, tokens([TITLE]))

    @pytest.mark.parametrize("query", ["王五", "地宅", "三张", "宅基地 王五", "五"])
    def test_not_by_what_is_not_in_it(self, query: str) -> None:
        assert not answers(query, tokens([TITLE]))

    @pytest.mark.parametrize("query", [NUMBER, NUMBER.lower(), "000123", "0123", "123", "23", "2026-000123", "611022", "ＤＦ-611022"])
    def test_a_number_whole_and_by_its_tail(self, query: str) -> None:
        assert answers(query, tokens([NUMBER]))

    @pytest.mark.parametrize("query", ["000124", "999", "xf"])
    def test_not_another_number(self, query: str) -> None:
        assert not answers(query, tokens([NUMBER]))

    @given(anything, st.data())
    def test_any_part_of_a_text_finds_it(self, text: str, data: st.DataObject) -> None:
        plain = normalise(text)
        start = data.draw(st.integers(0, len(plain)))
        part = plain[start : data.draw(st.integers(start, len(plain)))]
        assert answers(part, tokens([text]))

    @given(st.text("张三李四宅基地纠纷", min_size=2, max_size=20), st.data())
    def test_two_characters_and_more_are_lexemes_themselves(self, text: str, data: st.DataObject) -> None:
        start = data.draw(st.integers(0, len(text) - 2))
        part = text[start : data.draw(st.integers(start + 2, len(text)))]
        assert set(query_lexemes(part)) <= tokens([text])

    @given(st.text("张三李四", min_size=2, max_size=2), st.text("张三李四", max_size=10))
    def test_two_characters_find_only_what_holds_them(self, query: str, text: str) -> None:
        assert answers(query, tokens([text])) == (query in text)

    @given(st.lists(anything, max_size=4), st.data())
    def test_words_of_a_query_may_come_from_several_texts(self, texts: list[str], data: st.DataObject) -> None:
        words = data.draw(st.permutations(texts))
        assert answers(" ".join(words), tokens(texts))


class TestQuery:
    def test_short_ones_are_matched_by_their_beginning(self) -> None:
        assert query_lexemes("张") == ["张:*"]
        assert query_lexemes("12号") == ["12:*", "号:*"]

    def test_pieces_are_asked_for_once(self) -> None:
        assert query_lexemes("张三张三 张三") == ["张三", "三张"]

    @pytest.mark.parametrize("text", ["", "  ", "？！", "_", "%", "'", "\\"])
    def test_marks_alone_ask_for_nothing(self, text: str) -> None:
        assert query_lexemes(text) == []
        assert to_tsquery(query_lexemes(text)) == ""

    def test_the_text_of_a_tsquery(self) -> None:
        assert to_tsquery(["张三", "李:*"]) == "'张三' & '李':*"
        assert to_tsquery(["张三"], ["a6:611022", "u:7"]) == "'张三' & ('a6:611022' | 'u:7')"
        assert to_tsquery([], ["a6:611022"]) == "('a6:611022')"
        assert to_tsquery(["o'b\\c"]) == "'o''b\\\\c'"


class TestRecheck:
    @pytest.mark.parametrize("text", ["张三", "三", "12", "123", "", "？", "张三 李四", "123 张三"])
    def test_words_of_one_piece_need_none(self, text: str) -> None:
        assert not needs_recheck(text)
        assert recheck_patterns(text) == []

    @pytest.mark.parametrize("text", ["宅基地", "3号", "1234", "张-三", "张三 宅基地"])
    def test_words_of_more_pieces_do(self, text: str) -> None:
        assert needs_recheck(text)

    def test_each_word_has_its_pattern(self) -> None:
        assert recheck_patterns("宅基地 张三 〔2026〕12号 宅基地") == ["%宅基地%", "%2026%12号%"]

    @given(anything)
    def test_a_pattern_holds_no_wildcard_of_the_user(self, text: str) -> None:
        assert not set(like_pattern(text)) & {"_", "\\", "'"}
        assert "%%" not in like_pattern(text) or like_pattern(text) == "%%"


class TestScopes:
    def test_a_cell_lies_in_every_level_above_it(self) -> None:
        assert scope_tokens("6110221002011001") == {"a4:6110", "a6:611022", "a9:611022100", "a12:611022100201", "a16:6110221002011001"}

    def test_a_county_lies_in_its_city(self) -> None:
        assert scope_tokens("611022") == {"a4:6110", "a6:611022"}
        assert area_token("611022") in scope_tokens("611022100201")

    @pytest.mark.parametrize("code", ["", "61", "61102", "611022x00", "６１１０", "61102210020110011"])
    def test_no_area_code_is_an_error(self, code: str) -> None:
        with pytest.raises(ValueError, match="not an area code"):
            scope_tokens(code)

    @given(anything)
    def test_no_text_gives_a_token_of_a_scope(self, text: str) -> None:
        scopes = scope_tokens("6110221002011001") | {organisation_token(1), officer_token(1)}
        assert not tokens([text]) & scopes
        assert not set(query_lexemes(text)) & scopes


# --- The same in PostgreSQL ---------------------------------------------------------------------------------------------

in_database = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def ask(sql: str, *parameters: Any) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {sql}", parameters)
        return cursor.fetchone()[0]


def matches(found: Iterable[str], query: str) -> bool:
    return bool(ask("array_to_tsvector(%s::text[]) @@ %s::tsquery", list(found), query))


@pytest.mark.django_db
class TestInPostgreSQL:
    @in_database
    @given(text=anything, query=anything)
    def test_it_decides_as_these_rules_say(self, text: str, query: str) -> None:
        if query_lexemes(query):
            assert matches(tokens([text]), to_tsquery(query_lexemes(query))) == answers(query, tokens([text]))

    @in_database
    @given(lexeme=anything.filter(lambda text: len(text) > 0 and not text.endswith(PREFIX)))
    def test_whatever_a_lexeme_holds_it_is_one_operand(self, lexeme: str) -> None:
        query = to_tsquery([lexeme])
        assert ask("numnode(%s::tsquery)", query) == 1
        assert matches([lexeme], query)
        assert not matches([lexeme + "x", "x" + lexeme], query)

    @pytest.mark.parametrize("attack", ["' | '张三", "\\' | 张三", "张三':* | 'a4:6110", "a')|(b", "!x", ":*", "a <-> b", "\\", "''", "'\\"])
    def test_an_operator_in_a_lexeme_is_a_character(self, attack: str) -> None:
        query = to_tsquery([attack], ["a6:611022"])
        assert ask("numnode(%s::tsquery)", query) == 3
        assert not matches(["张三", "a4:6110", "a6:611022"], query)

    def test_a_scope_narrows_and_one_of_several_suffices(self) -> None:
        found = tokens([TITLE]) | scope_tokens("611022100201") | {organisation_token(3)}
        for scopes, visible in [(["a6:611022"], True), (["a6:611021"], False), (["a6:611021", "o:3"], True), (["u:3"], False), ([], True)]:
            assert matches(found, to_tsquery(query_lexemes("张三"), scopes)) == visible

    @in_database
    @given(text=st.text("张三李四宅基地12ab〔〕-_%\\' ", min_size=1, max_size=20), data=st.data())
    def test_the_recheck_keeps_every_part_of_a_text(self, text: str, data: st.DataObject) -> None:
        start = data.draw(st.integers(0, len(text)))
        part = text[start : data.draw(st.integers(start, len(text)))]
        for pattern in recheck_patterns(part):
            assert ask("lower(normalize(%s, NFKC)) LIKE %s", text, pattern)

    def test_the_recheck_drops_pieces_in_another_order(self) -> None:
        text = "基地旁有宅基"
        assert matches(tokens([text]), to_tsquery(query_lexemes("宅基地")))
        assert not ask("lower(normalize(%s, NFKC)) LIKE %s", text, recheck_patterns("宅基地")[0])
