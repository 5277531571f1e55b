"""How good is a model, honestly: splits, metrics, intervals, slices, baselines, gate, report."""

__all__: list[str] = []
