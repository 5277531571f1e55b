"""What a server counts about itself, in Prometheus' text format. No label holds anything a caller
wrote."""

from __future__ import annotations

from collections import Counter as Tally
from collections.abc import Callable

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.gc_collector import GCCollector
from prometheus_client.process_collector import ProcessCollector
from prometheus_client.registry import Collector

from counterfeit_nlp.schema.prediction import BANDS
from counterfeit_nlp.serving.champion import Champion
from counterfeit_nlp.serving.job import Answer

__all__ = ["CONTENT_TYPE", "Measures"]

CONTENT_TYPE = CONTENT_TYPE_PLAIN_0_0_4

_SECONDS = (0.0025, 0.005, 0.01, 0.02, 0.035, 0.05, 0.075, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
_LISTINGS = (1, 2, 4, 8, 16, 32, 64, 128)


class Measures:
    """Counters of one server."""

    def __init__(self) -> None:
        # when each counter began would double their number and tells nobody anything
        disable_created_metrics()  # type: ignore[no-untyped-call]
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        GCCollector(registry=self.registry)
        self._requests = Counter(
            "counterfeit_nlp_requests", "Requests answered", ["path", "status"],
            registry=self.registry,
        )  # fmt: skip
        self._refused = Counter(
            "counterfeit_nlp_refusals", "Requests that got no scores, by why", ["why"],
            registry=self.registry,
        )  # fmt: skip
        self._seconds = Histogram(
            "counterfeit_nlp_request_seconds", "From the head of a request to its answer", ["path"],
            buckets=_SECONDS, registry=self.registry,
        )  # fmt: skip
        self._rows = Counter(
            "counterfeit_nlp_listings", "Listings in, by what came of them", ["outcome"],
            registry=self.registry,
        )  # fmt: skip
        self._bands = Counter(
            "counterfeit_nlp_bands", "Scored listings by band", ["band"], registry=self.registry
        )
        self._batches = Histogram(
            "counterfeit_nlp_batch_listings", "Listings scored together",
            buckets=_LISTINGS, registry=self.registry,
        )  # fmt: skip
        self._loads = Counter(
            "counterfeit_nlp_model_loads", "Attempts to load a model", ["outcome"],
            registry=self.registry,
        )  # fmt: skip
        self.under_way = Gauge(
            "counterfeit_nlp_requests_under_way", "Requests read or answered now",
            registry=self.registry,
        )  # fmt: skip
        # series that are there from the beginning, so that a rate of the first one can be told
        for outcome in ("scored", "rejected"):
            self._rows.labels(outcome)
        for outcome in ("good", "failed"):
            self._loads.labels(outcome)
        for band in BANDS:
            self._bands.labels(band)

    def watch(self, champion: Champion) -> None:
        """Tell of a model, too."""
        self.registry.register(_OfModel(champion))

    def request(self, path: str, status: int, seconds: float) -> None:
        """Count an answered request."""
        self._requests.labels(path, str(status)).inc()
        self._seconds.labels(path).observe(seconds)

    def refused(self, why: str) -> None:
        """Count a refusal."""
        self._refused.labels(why).inc()

    def answered(self, answer: Answer) -> None:
        """Count the listings of an answer."""
        if answer.posted is None:
            return
        self._rows.labels("rejected").inc(len(answer.posted.rejects))
        self._rows.labels("scored").inc(len(answer.bands))
        for band, number in Tally(answer.bands).items():
            self._bands.labels(band).inc(number)

    def batch(self, rows: int) -> None:
        """Count a batch."""
        self._batches.observe(rows)

    def load(self, good: bool) -> None:
        """Count an attempt to load a model."""
        self._loads.labels("good" if good else "failed").inc()

    def text(self) -> bytes:
        """All of it as Prometheus reads it."""
        return generate_latest(self.registry)


class _OfModel(Collector):
    """The model that answers, as it is at the moment of asking."""

    def __init__(self, champion: Champion) -> None:
        self._champion = champion

    def collect(self) -> list[Metric]:
        loaded, failure = self._champion.loaded, self._champion.failure
        info = GaugeMetricFamily(
            "counterfeit_nlp_model", "The model that answers", labels=["version", "digest"]
        )
        info.add_metric([loaded.version, loaded.scorer.artefact.digest], 1)
        plain: list[tuple[str, str, Callable[[], float]]] = [
            ("since_seconds", "When it began to answer", loaded.since.timestamp),
            ("current", "0 while another lies in its place and can't be loaded",
             lambda: float(failure is None)),
        ]  # fmt: skip
        return [
            info,
            *(
                GaugeMetricFamily(f"counterfeit_nlp_model_{name}", told, value=value())
                for name, told, value in plain
            ),
        ]
