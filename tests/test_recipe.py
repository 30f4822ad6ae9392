"""Recipes are read strictly, merged over what they extend, overridden, checked and written out."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from codi.errors import GraphError, RecipeError
from codi.recipe import Recipe, dump_recipe, load_recipe, recipe_names


def written(folder: Path, text: str, name: str = "mine.yaml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def complaint(path: Path | str, *overrides: str) -> str:
    with pytest.raises((RecipeError, GraphError)) as caught:
        load_recipe(path, overrides=overrides)
    line = str(caught.value)
    assert "\n" not in line
    return line


def test_the_recipes_that_ship_load() -> None:
    assert {"coqa", "grounded-qa", "quac", "summarize", "support"} <= set(recipe_names())
    for name in recipe_names():
        recipe = load_recipe(name)
        assert recipe.name == name
        assert recipe.description
        assert recipe.teacher.model == "builtin"


def test_grounded_qa_has_a_link_for_every_act() -> None:
    acts = {link.act for link in load_recipe("grounded-qa").conversation_graph().links}
    assert acts == set(
        """open follow_up drill_down who what when where why how how_many yes_no compare list
        topic_shift topic_return clarify clarified correct unanswerable summary close""".split()
    )


@pytest.mark.parametrize("name", ["coqa", "grounded-qa"])
def test_a_dump_loads_again_to_an_equal_recipe_and_has_every_default(
    name: str, tmp_path: Path
) -> None:
    recipe = load_recipe(name, overrides=["student.max_minutes=1.5", "documents.paths=[a, b]"])
    text = dump_recipe(recipe)
    again = load_recipe(written(tmp_path, text))
    assert again == recipe
    assert again.data_fingerprint() == recipe.data_fingerprint()
    assert dump_recipe(again) == text
    assert set(yaml.safe_load(text)) == set(Recipe.model_fields)
    assert "rules: |-\n" in text
    assert "&id" not in text


def test_a_file_that_extends_another_keeps_what_it_does_not_name(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        """
        extends: grounded-qa
        conversations: {max_turns: 7}
        phenomena: {ellipsis: null, informal: 0.5}
        graph: {links: {clarify: null, clarified: null, summary: null}}
        seed_data: {tone: {per: turn, values: [plain, brief]}, intent: null, persona: null}
        """,
    )
    base, recipe = load_recipe("grounded-qa"), load_recipe(path)
    assert recipe.name == "mine"
    assert (recipe.conversations.min_turns, recipe.conversations.max_turns) == (5, 7)
    without = {name: rate for name, rate in base.phenomena.items() if name != "ellipsis"}
    assert recipe.phenomena == {**without, "informal": 0.5}
    assert set(base.graph.links) - set(recipe.graph.links) == {"clarify", "clarified", "summary"}
    assert "clarify" not in recipe.graph.links["open"].next
    assert recipe.seed_data["tone"].values == {"plain": 1.0, "brief": 1.0}
    assert set(recipe.seed_data) == {"tone", "answer_style"}
    assert recipe.prompts == base.prompts


def test_a_chain_of_files_is_merged_the_outermost_base_first(tmp_path: Path) -> None:
    written(tmp_path, "extends: coqa\nseed: 5\nteacher: {temperature: 0.1, top_p: 0.5}", "a.yaml")
    path = written(tmp_path, "extends: a.yaml\nteacher: {temperature: 0.2}", "b.yaml")
    recipe = load_recipe(path)
    assert (recipe.seed, recipe.teacher.temperature, recipe.teacher.top_p) == (5, 0.2, 0.5)


def test_a_template_may_stand_in_a_file_beside_the_recipe(tmp_path: Path) -> None:
    (tmp_path / "student.j2").write_text("Answer from {{ passage }}\n", encoding="utf-8")
    (tmp_path / "when.j2").write_text("Ask for a date.\n", encoding="utf-8")
    path = written(
        tmp_path,
        "extends: coqa\nprompts: {student: {file: student.j2}}\n"
        "graph: {links: {when: {user: {file: when.j2}}}}\n",
    )
    recipe = load_recipe(path)
    assert recipe.prompts.student == "Answer from {{ passage }}"
    assert recipe.graph.links["when"].user == "Ask for a date."


def test_a_folder_with_a_recipe_stands_for_it(tmp_path: Path) -> None:
    folder = tmp_path / "our-task"
    folder.mkdir()
    written(folder, "extends: coqa", "recipe.yaml")
    assert load_recipe(folder).name == "our-task"


def test_overrides_are_read_as_yaml() -> None:
    recipe = load_recipe(
        "coqa",
        overrides=[
            "seed=9",
            "student.learning_rate=1e-3",
            "documents.paths=[one.md, two.md]",
            "phenomena.anaphora=0",
            "phenomena.ellipsis=null",
            "filters.no_evidence=false",
            "teacher.model=hf:some/model=x",
        ],
    )
    assert recipe.seed == 9
    assert recipe.student.learning_rate == 1e-3
    assert recipe.documents.paths == ("one.md", "two.md")
    assert recipe.phenomena["anaphora"] == 0
    assert "ellipsis" not in recipe.phenomena
    assert not recipe.filters.no_evidence
    assert recipe.teacher.model == "hf:some/model=x"


def test_counting_one_way_ends_counting_the_other_way() -> None:
    assert load_recipe("coqa").conversations.per_passage == 1
    counted = load_recipe("coqa", overrides=["conversations.count=40"]).conversations
    assert (counted.count, counted.per_passage) == (40, None)
    again = load_recipe(
        "coqa", overrides=["conversations.count=40", "conversations.per_passage=2"]
    ).conversations
    assert (again.count, again.per_passage) == (None, 2)


@pytest.mark.parametrize(
    ("override", "message"),
    [
        (
            "conversations.min_turn=3",
            ("--set conversations.min_turn: unknown key (did you mean conversations.min_turns?)"),
        ),
        (
            "min_turns=3",
            "--set min_turns: unknown key (did you mean conversations.min_turns?)",
        ),
        (
            "graph.links.when.nxt={}",
            ("--set graph.links.when.nxt: unknown key (did you mean graph.links.when.next?)"),
        ),
        (
            "conversations.min_turns=none",
            (
                "--set conversations.min_turns: input should be a valid "
                "integer, unable to parse string as an integer, got 'none' (the default is 5)"
            ),
        ),
        (
            "conversations.min_turns=0",
            (
                "--set conversations.min_turns: input should be greater than "
                "or equal to 1, got 0 (the default is 5)"
            ),
        ),
        (
            "conversations.count=true",
            (
                "--set conversations.count: a number is needed, not true or "
                "false, got True (codi recipes grounded-qa shows a recipe that is right)"
            ),
        ),
        (
            "conversations.min_turns=20",
            (
                "--set conversations.min_turns: conversations: min_turns must not be larger than "
                "max_turns (codi recipes grounded-qa shows a recipe that is right)"
            ),
        ),
        ("phenomena.anafora=0.5", "phenomena: unknown phenomenon 'anafora'; known: anaphora, "),
        ("phenomena.anaphora=1.5", "phenomena.anaphora: input should be less than or equal to 1"),
        ("phenomena.anaphora=true", "phenomena.anaphora: a number is needed, not true or false"),
        ("conversations.max_turns=1001", "conversations.max_turns: input should be less than or"),
        ("documents.min_words=900", "documents: min_words must not be larger than max_words"),
        ("evaluation.benchmarks=[{name: a, format: coqa}, {name: a, format: quac}]", "same name"),
        ("graph.links.when.phenomena=[elipsis]", "unknown phenomenon 'elipsis'"),
        ("phenomena.anaphora=.nan", "phenomena.anaphora: input should be a finite number"),
        ("graph.links.when.next.end=-1", "graph.links.when.next.end: input should be greater"),
        ("graph.links.when.act=ask", "recipe coqa: graph: link when has the unknown act 'ask'"),
        ("graph.links.when.next={wen: 1}", "link when leads to the unknown link 'wen' (did you"),
        ("seed_data.tone.per=word", "seed_data.tone.per: input should be 'conversation' or 'turn'"),
        (
            "seed_data.tone.values={plain: 0, brief: 0}",
            "at least one value needs a weight above zero",
        ),
        ("conversations.language=german", "such as de or pt; german is de"),
        ("conversations.language=xx", "two letters of ISO 639-1 are needed"),
        ("seed_data.tone.values=[1, 2]", "every value is a text; put quotation marks around it"),
        ("evaluation.benchmarks=[{name: a, format: squad}]", "evaluation.benchmarks[0].format: "),
        ("evaluation.benchmarks=[{name: a, form: coqa}]", "did you mean evaluation.benchmarks[0]."),
        ("seed", "--set seed: not of the form KEY=VALUE (e.g. --set conversations.max_turns=8)"),
        ("a..b=1", "--set a..b=1: not of the form KEY=VALUE"),
        ("seed=[1", "--set seed:1: "),
        (
            "prompts.rules='{{ passag }}'",
            (
                "--set prompts.rules: the template reads "
                "the unknown variable passag (did you mean passage? it may read assistant_rules, "
                "calls, example, fence, labels, language, parties, passage, title, user_rules)"
            ),
        ),
        ("labels={yesno: {meaning: m, values: [a, A]}}", "two values at least, each of them once"),
        ("labels={quote: {meaning: m, values: [a, b]}}", "a reply has this mark already"),
        ("prompts.user='{% if %}'", "--set prompts.user: line 1 of the template: "),
        (
            "graph.links.when.user='{{ seed_data.mood }}'",
            (
                "graph.links.when.user: the template "
                "cannot be rendered: 'dict object' has no attribute 'mood' (a kind of seed data may"
            ),
        ),
        ("graph.links.when.user='{{ title.__class__.__mro__ }}'", "cannot be rendered: access to"),
    ],
)
def test_a_wrong_override_gets_one_line_that_names_it(override: str, message: str) -> None:
    assert message in complaint("coqa", override)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("extends: coqa\nseed: 1\nseed: 2\n", "mine.yaml:3: the key seed stands twice (mend the"),
        ("extends: coqa\nphenomena: {on: 1}\n", "mine.yaml:2: the key on is not a text; quote it"),
        ("extends: coqa\nseed: [1\n", "mine.yaml:3: "),
        ("extends: coqa\nseed: 'a\n", "mine.yaml:3: "),
        ("seed: \x00\n", "mine.yaml: not YAML: unacceptable character"),
        ("extends: coqa\ngraph: []\nprompts: 3\n", "mine.yaml: prompts: input should be"),
        (
            "extends: coqa\ngraph: {links: {when: {next: 1}, why: null}}\n",
            "graph.links.when.next: ",
        ),
        ("- a\n- b\n", "mine.yaml: a recipe is a map of keys, not list"),
        ("", "mine.yaml: a recipe is a map of keys, not NoneType"),
        ("extends: coq\n", "there is no recipe coq (did you mean coqa? give the path of"),
        ("extends: mine.yaml\n", "mine.yaml: the recipe extends itself"),
        ("extends: [coqa]\n", "mine.yaml: extends: a name or a path is needed, got ['coqa']"),
        ("seed: 1\n", "mine.yaml: prompts: the key is missing"),
        ("extends: coqa\nteacher: {modle: x}\n", "mine.yaml: teacher.modle: unknown key (did you "),
        ("extends: coqa\nteacher: builtin\n", "mine.yaml: teacher: input should be a valid dict"),
        ("extends: coqa\nprompts: {rules: {file: no.j2}}\n", "prompts.rules: cannot read the file"),
        ("extends: coqa\nconversations: {count: 1, per_passage: 1}\n", "count or per_passage, not"),
        ("extends: coqa\ngraph: {start: {open: 0, who: 0, what: 0, yes_no: 0}}\n", "start leads"),
        ("extends: coqa\ngraph: {links: {what: null}}\nconversations: {min_turns: 0}", "min_turns"),
        (
            "extends: coqa\nprompts: {user_rules: ''}",
            "mine.yaml: prompts.user_rules: missing, and the",
        ),
        ("extends: coqa\nprompts: {user: '{{ x }}'}", "mine.yaml: prompts.user: the template rea"),
    ],
)
def test_a_wrong_file_gets_one_line_that_names_it(tmp_path: Path, text: str, message: str) -> None:
    line = complaint(written(tmp_path, text))
    assert message in line
    assert "mine.yaml" in line or "there is no recipe" in line


def test_a_graph_without_a_path_of_the_wanted_length_is_refused() -> None:
    only_open = [f"graph.links.{name}=null" for name in load_recipe("coqa").graph.links]
    only_open.remove("graph.links.open=null")
    assert complaint("coqa", *only_open) == (
        "recipe coqa: graph: no path through the graph has 8 to 12 turns (change min_turns and "
        "max_turns of the conversations, or the weights of links)"
    )


def test_a_removed_link_that_others_need_is_named() -> None:
    assert "link clarified cannot be reached" in complaint(
        "grounded-qa", "graph.links.clarify=null"
    )


def test_a_recipe_that_is_no_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_bytes(b"\xff\xfe\x00")
    assert "mine.yaml: cannot be read" in complaint(path)


def test_an_unknown_name_is_refused_with_those_that_ship() -> None:
    line = complaint("grounded_qa")
    assert line == (
        "there is no recipe grounded_qa (did you mean grounded-qa? give the path of a YAML file, "
        f"or one that ships: {', '.join(recipe_names())})"
    )


@pytest.mark.parametrize(
    ("override", "same"),
    [
        ("conversations.count=7", True),
        ("teacher.concurrency=3", True),
        ("filters.min_turns=4", True),
        ("student.model=scratch:tiny", True),
        ("seed=2", False),
        ("phenomena.anaphora=0.4", False),
        ("teacher.temperature=0.1", False),
        ("conversations.max_turns=13", False),
        ("graph.links.when.next.who=3", False),
        ("seed_data.tone.per=turn", False),
    ],
)
def test_the_data_fingerprint_changes_with_what_shapes_conversations(
    override: str, same: bool
) -> None:
    before = load_recipe("coqa").data_fingerprint()
    assert (load_recipe("coqa", overrides=[override]).data_fingerprint() == before) is same


def test_one_call_for_both_parts_cannot_hide_the_passage_from_the_user() -> None:
    with pytest.raises(RecipeError, match=r"title needs teacher\.calls: part"):
        load_recipe("coqa", overrides=["prompts.user_sees=title", "teacher.calls=turn"])
