"""Measurements: data sets, metrics, baselines, reports; nobody imports it."""
