"""What a map draws: features with their attributes, and the legend of their classes."""

from __future__ import annotations

from unmap.features.encoding import Resolution, encode_collection
from unmap.features.feature_tables import area_table, initiative_table, office_table
from unmap.features.layer_store import Layer, LayerStore, Look
from unmap.measures.need import Legend, legend
from unmap.model.plain import plain, records

__all__ = [
    "Layer",
    "LayerStore",
    "Legend",
    "Look",
    "Resolution",
    "area_table",
    "encode_collection",
    "initiative_table",
    "legend",
    "office_table",
    "plain",
    "records",
]
