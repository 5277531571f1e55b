"""Which listings repeat one another."""

__all__: list[str] = []
