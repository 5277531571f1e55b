"""``counterfeit-nlp evaluate``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from counterfeit_nlp.cli.options import (
    AsOf,
    ExpectDigest,
    Listings,
    Map,
    Params,
    Rejects,
    Sellers,
    check_tables,
    check_targets,
    day_of,
    mapping_of,
    print_json,
    read_all,
    say,
    write_json,
)

__all__ = ["evaluate"]

_MISTAKES = 10


def evaluate(
    model: Annotated[
        str, typer.Argument(metavar="MODEL", help="Model folder, models:/… or runs:/… URI.")
    ],
    listings: Listings,
    report: Annotated[
        Path | None,
        typer.Option("--report", metavar="FILE", help="HTML report, one self-contained page."),
    ] = None,
    json_out: Annotated[
        str | None,
        typer.Option("--json", metavar="FILE", help="Metrics as JSON; - for standard output."),
    ] = None,
    peer: Annotated[
        str | None,
        typer.Option(
            "--peer",
            metavar="TRAIN",
            help="The file the model was trained on: also train the plain peer (TF-IDF and "
            "logistic regression) on its listings, and compare. Another file is refused.",
        ),
    ] = None,
    leave_out: Annotated[
        str | None,
        typer.Option(
            "--leave-one-source-out",
            metavar="TRAIN",
            help="The file the model was trained on: also train it again without each source (the "
            "column source), and measure it there. Takes as many trainings as there are sources, "
            "and one.",
        ),
    ] = None,
    simulated: Annotated[
        bool, typer.Option("--simulated", help="Say on every page that the data is simulated.")
    ] = False,
    drop_trained: Annotated[
        bool,
        typer.Option("--drop-trained", help="Leave out rows the model was trained on."),
    ] = False,
    attack_suite: Annotated[
        str | None,
        typer.Option(
            "--attack-suite",
            metavar="NAMES",
            help="Also attack the listings and measure what is kept: all, families or attacks, as "
            "for `attack`.",
        ),
    ] = None,
    sellers: Sellers = None,
    as_of: AsOf = None,
    params: Params = None,
    maps: Map = None,
    rejects: Rejects = None,
    expect_digest: ExpectDigest = None,
) -> None:
    """Measure a model on labelled listings it was not trained on.

    PR-AUC, precision, recall at a reviewer's budget and calibration, with intervals over sellers;
    slices; the keyword rule beside them; the same listings without prices and descriptions. Also
    the hard cases that come with the program, and what a brand's name alone does to a score. Rows
    the model was trained on are refused, other rows of the same sellers are counted. With --sellers
    the model is measured together with your lists, as `score` uses them.

    \b
    Example: counterfeit-nlp evaluate models/model test.csv --report report.html --json metrics.json
    """
    import numpy as np

    from counterfeit_nlp.api import load
    from counterfeit_nlp.cli.on_hard_cases import on_hard_cases
    from counterfeit_nlp.cli.params import read_params, section
    from counterfeit_nlp.cli.ranking import ranking
    from counterfeit_nlp.cli.sellers_told import say_sellers, sellers_of
    from counterfeit_nlp.cli.trained_rows import count_trained_sellers, leave_out_trained
    from counterfeit_nlp.cli.under_attack import under_attack, wanted
    from counterfeit_nlp.cli.when_dropped import when_dropped
    from counterfeit_nlp.cli.without_sources import without_sources
    from counterfeit_nlp.evaluate import evaluation
    from counterfeit_nlp.evaluate.baselines import keyword_rule
    from counterfeit_nlp.evaluate.sources import source_names

    day = day_of(as_of, sellers)
    check_targets(
        [listings, peer, leave_out, params, sellers],
        {"--report": report, "--json": json_out, "--rejects": rejects},
    )
    check_tables(rejects)
    mapping = mapping_of(maps)
    settings = read_params(params)
    attacks = None if attack_suite is None else wanted(attack_suite)
    scorer = load(model, expect_digest=expect_digest, sellers=sellers, as_of=day)
    frame = read_all(listings, mapping=mapping, rejects=rejects)
    frame, _ = leave_out_trained(scorer.artefact, frame, drop=drop_trained)
    hard = on_hard_cases(scorer)
    training: dict[str, Any] = {}
    for option, file in (("--peer", peer), ("--leave-one-source-out", leave_out)):
        if file is not None and file not in training:
            training[file] = _training_rows(scorer.artefact, file, option, mapping)
    if leave_out is not None:
        source_names(training[leave_out])  # before anything takes long
    scored = scorer.score_frame(frame)
    risk, score = scored.column("risk").to_numpy(), ranking(scorer.artefact, scored)
    titles = frame["title"].fillna("").tolist()
    descriptions = frame["description"].fillna("").tolist()
    baselines = {"keyword rule": keyword_rule(titles, descriptions)}
    if peer is not None:
        baselines["plain peer"] = _peer_scores(training[peer], titles, descriptions)
    thresholds = scorer.artefact.thresholds
    if "language" not in frame or frame["language"].isna().all():
        frame["language"] = scored.column("text_language").to_pylist()
    seed = int(settings.get("seed", 0))
    n_bootstrap = int(section(settings, "evaluate").get("n_bootstrap", 1_000))
    metrics = evaluation.evaluate(
        frame,
        risk,
        score,
        scored.column("band").to_pylist(),
        thresholds={"review": thresholds.review, "high": thresholds.high},
        baselines=baselines,
        seed=seed,
        n_bootstrap=n_bootstrap,
        simulated=simulated,
    )
    metrics["model_digest"] = scorer.artefact.digest
    if scorer.sellers is not None:
        metrics["sellers"] = sellers_of(scorer, frame, scored)
        metrics["sellers"]["as_of"] = None if day is None else day.isoformat()
        say_sellers(metrics["sellers"]["told"], metrics["sellers"]["undated"], sellers, day)
    metrics["dropped"] = when_dropped(scorer, frame, scored, seed=seed, n_bootstrap=n_bootstrap)
    metrics |= hard
    metrics["trained_sellers"] = count_trained_sellers(scorer.artefact, frame)
    if leave_out is not None:
        metrics["left_out"] = without_sources(
            scorer.artefact, training[leave_out], seed=seed, n_bootstrap=n_bootstrap
        )
    if attacks is not None:
        metrics["attacks"] = under_attack(scorer, frame, attacks)
    if report is not None:
        _write_report(report, metrics, scorer.artefact, frame, scored, listings, simulated)
    if json_out == "-":
        print_json(metrics)
    elif json_out is not None:
        write_json(json_out, metrics)
    best = metrics["headline"]["pr_auc"]
    span = "" if best["low"] is None else f" ({best['low']:.3f} to {best['high']:.3f})"
    known = int(np.isfinite(frame["label"].to_numpy(dtype=float)).sum())
    say(
        f"PR-AUC {best['value']:.3f}{span} on {known:,} labelled listings"
        + (f"; report: {report}" if report else "")
    )


def _training_rows(artefact: Any, train: str, option: str, mapping: dict[str, str] | None) -> Any:
    """The labelled listings of a file, if they are those the model was trained on.

    A peer that was trained on other listings, or on the test file itself, says nothing about the
    model, and the report would call them equals; nor does the model without a source of others.
    """
    from counterfeit_nlp.cli.fingerprints import content_digest
    from counterfeit_nlp.errors import InputError

    frame = read_all(train, mapping=mapping, rejects=None)
    labelled = frame[frame["label"].notna()]
    training = artefact.manifest["training"]
    found, expected = content_digest(labelled), str(training.get("content_digest"))
    if found != expected:
        raise InputError(
            f"{option} {train} holds {len(labelled):,} labelled listings (digest {found[:12]}), "
            f"but the model was trained on {int(training.get('labelled', 0)):,} others (digest "
            f"{expected[:12]}): name the file that `train` read, or leave {option} out"
        )
    return labelled


def _peer_scores(labelled: Any, titles: list[str], descriptions: list[str]) -> Any:
    from counterfeit_nlp.evaluate.baselines import PlainPeer, peer_texts

    texts = peer_texts(
        labelled["title"].fillna("").tolist(), labelled["description"].fillna("").tolist()
    )
    peer = PlainPeer().fit(texts, labelled["label"].to_numpy().astype(int))
    return peer.decision_function(peer_texts(titles, descriptions))


def _write_report(
    path: Path,
    metrics: dict[str, Any],
    artefact: Any,
    frame: Any,
    scored: Any,
    listings: str,
    simulated: bool,
) -> None:
    from counterfeit_nlp.cli.ranking import ranking
    from counterfeit_nlp.evaluate.evaluation import worst_mistakes
    from counterfeit_nlp.evaluate.report import render
    from counterfeit_nlp.tables.atomic import write_text_atomic

    risk, score = scored.column("risk").to_numpy(), ranking(artefact, scored)
    worst = worst_mistakes(frame, risk, score, _MISTAKES)
    mistakes = []
    for position in (*worst["false_positives"].tolist(), *worst["false_negatives"].tolist()):
        shown = frame.iloc[position]
        row = {key: None if shown[key] != shown[key] else shown[key] for key in frame.columns}
        mistakes.append({**row, **scored.slice(position, 1).to_pylist()[0]})
    manifest = artefact.manifest
    facts = {
        "digest": artefact.digest,
        "made by": f"counterfeit-nlp {manifest['package_version']}",
        "text version": manifest["text_version"],
        "calibration": manifest["calibration"],
        "thresholds": manifest["thresholds"],
        "trained on": manifest["training"],
        "parameters": manifest["params"],
    }
    data = {"listings": Path(listings).name, "rows": len(frame), "digest": metrics["test_digest"]}
    known = artefact.linear.vocabulary
    page = render(metrics, mistakes, model=facts, data=data, simulated=simulated, vocabulary=known)
    path.parent.mkdir(parents=True, exist_ok=True)
    write_text_atomic(path, page)
