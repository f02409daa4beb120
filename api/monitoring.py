"""Metrics for Prometheus and logs for people or programs. No header, key or password is ever written."""

import json
import logging
import sys
from datetime import UTC, datetime

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)

access_log = logging.getLogger("innograph.access")


class Metrics:
    """What one app counts."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        labels = ("method", "route", "status")
        self._requests = Counter("innograph_requests", "Requests answered", labels, registry=self._registry)
        self._seconds = Histogram(
            "innograph_request_seconds", "Time to answer", ("route",), buckets=BUCKETS, registry=self._registry
        )
        self._running = Gauge("innograph_requests_running", "Requests being answered", registry=self._registry)
        self._cached = Counter("innograph_cached_answers", "Answers given from the cache", registry=self._registry)
        self._plans = Gauge("innograph_plans", "Plans in the graph", registry=self._registry)
        self._passages = Gauge("innograph_passages", "Passages in the graph", registry=self._registry)

    def started(self) -> None:
        """A request has come in."""
        self._running.inc()

    def finished(self, method: str, route: str, status: int, seconds: float, *, cached: bool) -> None:
        """A request has been answered; `route` is the template, so that ids make no series of their own."""
        self._running.dec()
        self._requests.labels(method, route, str(status)).inc()
        self._seconds.labels(route).observe(seconds)
        if cached:
            self._cached.inc()

    def text(self, plans: int, passages: int) -> bytes:
        """All of it in Prometheus' text format."""
        self._plans.set(plans)
        self._passages.set(passages)
        return generate_latest(self._registry)


class JsonFormatter(logging.Formatter):
    """One JSON object a line: time, level, logger, message, and the fields of an access record."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **getattr(record, "fields", {}),
        }
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


def configure_logging(form: str, level: int = logging.INFO) -> None:
    """Write the logs of innograph and of the web server to standard error, as "text" or "json"."""
    handler = logging.StreamHandler(sys.stderr)
    text = logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s")
    handler.setFormatter(JsonFormatter() if form == "json" else text)
    for name in ("innograph", "uvicorn"):
        logger = logging.getLogger(name)
        logger.handlers = [handler]
        logger.setLevel(level)
        logger.propagate = False
