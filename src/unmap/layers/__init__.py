"""What a map draws: features with their attributes, and the legend of their classes."""

from __future__ import annotations

from unmap.layers.classes import Legend, legend
from unmap.layers.encode import encode_collection, plain, records
from unmap.layers.features import area_table, office_table
from unmap.layers.geometries import Resolution
from unmap.layers.initiatives import initiative_table
from unmap.layers.store import Layer, LayerStore, Look

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
