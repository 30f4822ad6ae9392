"""Recipes: what a user writes, checked whole before anything runs."""

from codi.recipe.ablations import ABLATIONS, ANY_LINK
from codi.recipe.document_settings import DocumentsSettings
from codi.recipe.filter_settings import FiltersSettings
from codi.recipe.judge_settings import JudgeSettings
from codi.recipe.loading import dump_recipe, load_recipe, recipe_names
from codi.recipe.model_settings import PriceSettings, TeacherSettings
from codi.recipe.seed_data import SeedDataSettings
from codi.recipe.seed_sources import library_names
from codi.recipe.settings import (
    BenchmarkSettings,
    BudgetSettings,
    ConversationsSettings,
    DatasetSettings,
    EvaluationSettings,
    GraphSettings,
    LinkSettings,
    Recipe,
    StudentSettings,
)
from codi.recipe.templates import TEMPLATE_VARIABLES
from codi.recipe.wording import PromptTemplates

__all__ = [
    "ABLATIONS",
    "ANY_LINK",
    "TEMPLATE_VARIABLES",
    "BenchmarkSettings",
    "BudgetSettings",
    "ConversationsSettings",
    "DatasetSettings",
    "DocumentsSettings",
    "EvaluationSettings",
    "FiltersSettings",
    "GraphSettings",
    "JudgeSettings",
    "LinkSettings",
    "PriceSettings",
    "PromptTemplates",
    "Recipe",
    "SeedDataSettings",
    "StudentSettings",
    "TeacherSettings",
    "dump_recipe",
    "library_names",
    "load_recipe",
    "recipe_names",
]
