"""How good is a model, honestly: splits, metrics with intervals, slices, baselines, gate, report."""

__all__: list[str] = []
