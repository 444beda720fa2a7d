"""Draw a card's charts as Slack's own; the card's table says the same in words beside them.

https://docs.slack.dev/reference/block-kit/blocks/data-visualization-block/
"""

from collections.abc import Iterator

from assistant.card import Chart
from assistant.render.slack_text import Block, line

MOST = 2
"""So many charts one message may have."""

MAX_TITLE, MAX_NAME, MAX_LABEL = 50, 20, 20
MAX_SERIES, MAX_POINTS = 6, 20


def drawn(charts: tuple[Chart, ...]) -> Iterator[Block]:
    """The first charts that Slack can show; what more there is stands in the table, too."""
    yield from [_chart(each) for each in charts if _fits(each)][:MOST]


def _fits(chart: Chart) -> bool:
    labels = [line(each, MAX_LABEL) for each in chart.labels]
    names = [line(each.name, MAX_NAME) for each in chart.series]
    within = 0 < len(labels) <= MAX_POINTS and 0 < len(names) <= MAX_SERIES
    apart = len(set(labels)) == len(labels) and len(set(names)) == len(names)
    return within and apart and all([*labels, *names, line(chart.title, MAX_TITLE)])


def _chart(chart: Chart) -> Block:
    labels = [line(each, MAX_LABEL) for each in chart.labels]
    scale = 10**chart.digits
    series = []
    for each in chart.series:
        points = zip(labels, each.minors, strict=True)
        data = [{"label": label, "value": minor / scale} for label, minor in points]
        series.append({"name": line(each.name, MAX_NAME), "data": data})
    return {
        "type": "data_visualization",
        "title": line(chart.title, MAX_TITLE),
        "chart": {"type": "bar", "series": series, "axis_config": {"categories": labels}},
    }
