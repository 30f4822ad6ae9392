"""From the journal's kept conversations to a dataset folder."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from codi.dataset.card import dataset_card
from codi.dataset.counts import DatasetCounts
from codi.dataset.files import ROWS_PER_FILE, SplitWriter, replaced_folder
from codi.dataset.rows import dataset_row
from codi.dataset.splits import SPLITS, split_documents
from codi.errors import RunError
from codi.journal import Journal
from codi.prompts import Prompts
from codi.recipe import Recipe
from codi.types import Progress

STAGE = "export"
PROGRESS_ROWS = 100

OnProgress = Callable[[Progress], None]


def export_dataset(
    journal: Journal,
    *,
    folder: Path,
    prompts: Prompts,
    recipe: Recipe,
    rows_per_file: int = ROWS_PER_FILE,
    on_progress: OnProgress | None = None,
) -> DatasetCounts:
    """Write the conversations that `journal` keeps to `folder`, in place of what was there.

    `train-*.parquet` and `validation-*.parquet` (by document, see `split_documents`), a dataset
    card in `README.md`, and with `recipe.dataset.jsonl` also `train.jsonl` and `validation.jsonl`.
    The same conversations give the same bytes, with the same versions of codi and pyarrow. Rows
    stream: memory does not grow with their number.

    Raises:
        RunError: no conversation is kept, or `folder` holds something else.
    """
    settings = recipe.dataset
    kept = journal.counts()
    splits = split_documents(
        journal.kept_documents(),
        seed=recipe.seed,
        validation_fraction=settings.validation_fraction,
    )
    counts = DatasetCounts()
    fingerprint = recipe.data_fingerprint()
    document_id, passage_id = "", ""
    with replaced_folder(folder) as partial, ExitStack() as stack:
        writers = {
            split: stack.enter_context(
                SplitWriter(partial, split, jsonl=settings.jsonl, rows_per_file=rows_per_file)
            )
            for split in SPLITS
        }
        for done, (conversation, _) in enumerate(journal.conversations(kept=True), start=1):
            passage = conversation.passage
            split = splits.of(passage.document_id)
            row = dataset_row(
                conversation,
                messages=prompts.messages_for_student(passage, conversation.turns),
                split=split,
                language=recipe.conversations.language,
                recipe=recipe.name,
                recipe_fingerprint=fingerprint,
                seed=recipe.seed,
            )
            writers[split].add(row)
            counts.add(conversation)
            # Conversations come by passage, and passages by document.
            if passage.document_id != document_id:
                counts.add_document(passage)
            if passage.id != passage_id:
                counts.add_passage(passage)
            document_id, passage_id = passage.document_id, passage.id
            if on_progress and done % PROGRESS_ROWS == 0:
                on_progress(Progress(stage=STAGE, done=done, total=kept.kept))
        counts.train = writers["train"].num_rows
        counts.validation = writers["validation"].num_rows
        if not counts.train:
            raise RunError(
                f"{journal.path}: no conversation was kept",
                hint="`codi show RUN --dropped` tells why",
            )
        stack.close()
        card = dataset_card(
            counts, journal_counts=kept, losses=journal.loss_counts(), recipe=recipe
        )
        (partial / "README.md").write_text(card, encoding="utf-8")
    if on_progress:
        on_progress(Progress(stage=STAGE, done=kept.kept, total=kept.kept))
    return counts
