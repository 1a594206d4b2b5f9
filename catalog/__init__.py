"""Catalog: editable tables with pictures, and the image store behind them."""

__version__ = "0.1.0"
