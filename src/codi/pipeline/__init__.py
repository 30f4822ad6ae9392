"""All stages over one run folder, alone or in order."""

from codi.pipeline.measuring import evaluate_stage
from codi.pipeline.reading import read_documents_stage
from codi.pipeline.run import Run, open_run
from codi.pipeline.stages import (
    STAGES,
    export_stage,
    failed_fraction,
    filter_stage,
    run_stage,
    run_stages,
    synthesize_stage,
    train_stage,
)

__all__ = [
    "STAGES",
    "Run",
    "evaluate_stage",
    "export_stage",
    "failed_fraction",
    "filter_stage",
    "open_run",
    "read_documents_stage",
    "run_stage",
    "run_stages",
    "synthesize_stage",
    "train_stage",
]
