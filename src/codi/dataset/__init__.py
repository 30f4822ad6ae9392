"""The dataset: kept conversations as Parquet files and a card, split by document."""

from codi.dataset.counts import DatasetCounts
from codi.dataset.export import export_dataset
from codi.dataset.splits import SPLITS, Split, split_documents

__all__ = ["SPLITS", "DatasetCounts", "Split", "export_dataset", "split_documents"]
