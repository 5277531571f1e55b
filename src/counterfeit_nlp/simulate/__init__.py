"""A simulated market with sellers, brands and evasion, where the truth is known."""

from __future__ import annotations

from counterfeit_nlp.simulate.folder import write_market
from counterfeit_nlp.simulate.market import Market, simulate

__all__ = ["Market", "simulate", "write_market"]
