"""What all sections of a recipe are made of."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field


def _number(value: Any) -> Any:  # noqa: ANN401 - any YAML value
    """Refuse true and false where pydantic would read 1 and 0."""
    if isinstance(value, bool):
        raise ValueError("a number is needed, not true or false")  # noqa: TRY004 - pydantic's way
    return value


def _off(value: Any) -> Any:  # noqa: ANN401 - any YAML value
    """False, which turns a threshold off as null does, as null."""
    return None if value is False else value


Whole = Annotated[int, BeforeValidator(_number)]
Real = Annotated[float, BeforeValidator(_number)]
AtLeastOne = Annotated[Whole, Field(ge=1)]
Weight = Annotated[Real, Field(ge=0)]
Share = Annotated[Real, Field(ge=0, le=1)]
ShareOrOff = Annotated[Annotated[Real, Field(gt=0, le=1)] | None, BeforeValidator(_off)]
AmountOrOff = Annotated[Annotated[Real, Field(ge=0)] | None, BeforeValidator(_off)]
CountOrOff = Annotated[AtLeastOne | None, BeforeValidator(_off)]
AboveZero = Annotated[Real, Field(gt=0)]
NotNegative = Annotated[Real, Field(ge=0)]


class Settings(BaseModel):
    """Base of all sections: frozen, without unknown keys, with finite numbers."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, allow_inf_nan=False, validate_default=True
    )
