"""The figures of throughput.py as Markdown."""

from __future__ import annotations

from typing import Any

OURS = "ours"


def tables(result: dict[str, Any]) -> str:
    """All that was measured, for a person."""
    lines = [
        f"## Cost of scoring, {result['date']}",
        "",
        f"Listings: {result['data']}, composed to catalogue length. Medians of {result['repeats']} "
        "interleaved repetitions; CPU time of whole processes, one thread, Parquet in and out. "
        f"Commit {result['commit'] or 'unknown'}, {result['machine']}.",
    ]
    if result["smoke"]:
        lines += [
            "",
            "**So few listings measure noise: this run shows only that all of it works.**",
        ]
    for name, corpus in result["corpora"].items():
        lines += ["", *_corpus(name, corpus, result)]
    lines += ["", *_what(result)]
    if result["growth"]:
        lines += ["", *_growth(result)]
    return "\n".join(lines)


def _corpus(name: str, corpus: dict[str, Any], result: dict[str, Any]) -> list[str]:
    made_of = corpus["listings"]
    lines = [
        f"### {name}",
        "",
        f"{made_of['characters']:.0f} characters a listing ({made_of['octets']:.0f} bytes), "
        f"{made_of['novel_chunks']:.2f} new chunks per listing after the first "
        f"{made_of['after']:,}, {made_of['novel_forms']:.2f} of them of a new form.",
        "",
        "| pipeline | µs of CPU per listing | × ours | start-up, s "
        f"| × ours in total at {result['rows']:,} | peak MiB (at rows) |",
        "|---|---:|---:|---:|---:|---:|",
    ]
    for pipeline, row in corpus["pipelines"].items():
        lines.append(
            f"| {pipeline} | {row['microseconds_per_listing']:,.1f} "
            f"| {_times(corpus['ratios'], pipeline)} | {row['start_seconds']:.1f} "
            f"| {_times(corpus['total_ratios'], pipeline)} "
            f"| {row['peak_mib']:,.0f} ({row['rows'][1]:,}) |"
        )
    return lines


def _times(ratios: dict[str, float | None], pipeline: str) -> str:
    if pipeline == OURS:
        return ""
    ratio = ratios[pipeline]
    return "noise" if ratio is None else f"{ratio:,.2f}"


def _what(result: dict[str, Any]) -> list[str]:
    options = f" {result['ours_options']}" if result["ours_options"] else ""
    lines = [f"- ours: `counterfeit-nlp score`{options}, the full job."]
    lines += [
        f"- {name}: {peer['what']}. Chinese: {peer['chinese']}."
        for name, peer in result["peers"].items()
    ]
    lines += [f"- {name} was left out: {why}" for name, why in result["left_out"].items()]
    return lines


def _growth(result: dict[str, Any]) -> list[str]:
    return [
        f"### Growth of ours ({result['growth_corpus']})",
        "",
        "| listings | CPU, s | µs per listing, with start-up | peak MiB | new chunks per listing |",
        "|---:|---:|---:|---:|---:|",
        *(
            f"| {row['rows']:,} | {row['cpu_seconds']:,.1f} "
            f"| {row['microseconds_per_listing']:,.1f} | {row['peak_mib']:,.0f} "
            f"| {row['novel_chunks_per_listing']:.2f} |"
            for row in result["growth"]
        ),
    ]
