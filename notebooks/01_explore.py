# ---
# jupyter:
#   jupytext:
#     formats: ipynb,py:percent
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # A scored catalog, looked at
#
# What `make demo` leaves behind: a model, and a catalog of listings it never saw, each with a risk,
# a band and the reasons. This notebook asks the questions one should ask before trusting any of it.
#
# **All data here is simulated.** The listings come from our own generator; only brand names are
# real. What you see shows how the program works, not how well it does on real listings.
#
# Run `make demo` first, to look at its catalog. Without it, the next cell simulates, trains and
# scores a small market in a temporary folder, which takes half a minute.

# %%
import subprocess
import sys
import tempfile
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

import counterfeit_nlp as cn
from counterfeit_nlp.features.price_basis import hats
from counterfeit_nlp.showing.mask import mask_contacts

pd.set_option("display.max_colwidth", 90)


def command(*words):
    """Run a command of ours, as in a terminal, and show what it says."""
    done = subprocess.run(
        [sys.executable, "-m", "counterfeit_nlp", *map(str, words)], capture_output=True, text=True
    )
    print(done.stderr.strip())
    done.check_returncode()


def made_by_demo(folder):
    return (folder / "data/scored/catalog.parquet").exists() and (folder / "models/model").exists()


root = next((folder for folder in (Path.cwd(), Path.cwd().parent) if made_by_demo(folder)), None)
if root is not None:
    market, model_folder = root / "data/simulated", root / "models/model"
    scored_file = root / "data/scored/catalog.parquet"
else:
    print("No catalog of `make demo` here, so a small market is made for this notebook.")
    temporary = tempfile.TemporaryDirectory()
    market = Path(temporary.name) / "simulated"
    model_folder = Path(temporary.name) / "model"
    scored_file = Path(temporary.name) / "catalog.parquet"
    command("simulate", "--out", market, "--listings", 3000, "--seed", 7)
    command("train", market / "listings.csv.gz", "--out", model_folder, "--no-track")
    command(
        "score", market / "catalog.csv.gz", "--model", model_folder, "--out", scored_file,
        "--keep", "title,description,price,currency,seller_id",
    )  # fmt: skip

scored = pd.read_parquet(scored_file)
model = cn.load(model_folder)
print(f"{len(scored):,} simulated listings, scored by model {model.artefact.version}")

# %% [markdown]
# ## How much is there to do?
#
# A band is what one does about a listing. `review` begins where the reviewers' time ends (the
# parameter `review_share`), `high` where the listings above it were right often enough on sellers
# the model had not seen (`high_precision`). A model that can't keep that promise has no band `high`:
# the small market of this notebook is often too small for one.

# %%
print("thresholds:", model.artefact.manifest["thresholds"])
bands = scored.groupby("band").agg(listings=("risk", "size"), mean_risk=("risk", "mean"))
bands["share"] = bands["listings"] / len(scored)
bands.reindex([band for band in ("high", "review", "clear") if band in bands.index]).round(3)

# %%
pd.crosstab(scored["text_language"], scored["band"])

# %% [markdown]
# Most listings are clear, so the picture needs a logarithmic axis.

# %%
fig, axes = plt.subplots(figsize=(7, 3), layout="constrained")
axes.hist(scored["risk"], bins=np.linspace(0, 1, 41), color="#4c72b0")
for name, threshold in model.artefact.manifest["thresholds"].items():
    if threshold is not None:
        axes.axvline(threshold, color="#c44e52", linestyle="--")
        axes.text(threshold, 1.02, name, transform=axes.get_xaxis_transform(), ha="center")
axes.set(yscale="log", xlabel="risk", ylabel="listings (simulated)")
plt.show()

# %% [markdown]
# ## The riskiest listings, and why
#
# Each reason is a piece of the seller's own text with what it adds to the score, in log-odds.
# Contact details are masked before anything is shown. `counterfeit-nlp top` makes a page of this
# for reviewers.

# %%
riskiest = scored.sort_values(["risk", "score"], ascending=False).head(10)


def in_words(reasons, most=4):
    return mask_contacts(
        "; ".join(f"{one['text']} {one['contribution']:+.1f}" for one in reasons[:most])
    )


riskiest.assign(
    title=riskiest["title"].map(mask_contacts), why=riskiest["reasons"].map(in_words)
)[["risk", "band", "title", "why"]].round(3)  # fmt: skip

# %% [markdown]
# `explain` says the same of one listing in sentences.

# %%
columns = ["listing_id", "title", "description", "price", "currency"]
first = riskiest.iloc[0]
explained = cn.explain(model, {name: first[name] for name in columns if pd.notna(first[name])})
print(explained["text_language"], "|", mask_contacts(first["title"]))
print("\n".join(explained["sentences"]))

# %% [markdown]
# ## Are the reasons the whole truth?
#
# They are no approximation: reasons, rest and intercept add up to the score, and the score alone
# decides the risk. Scoring the same listings again from this notebook gives the same numbers as
# the command line did.

# %%
named = scored["reasons"].map(lambda reasons: sum(one["contribution"] for one in reasons))
difference = (named + scored["rest"] + scored["intercept"] - scored["score"]).abs().max()
print(f"largest difference between a score and the sum of its parts: {difference:.1e}")

again = cn.score(model, scored.loc[:199, columns])
assert difference < 1e-9
assert (again["risk"].to_numpy() == scored["risk"].to_numpy()[:200]).all()

# %% [markdown]
# Every text reason points into the original text, whatever the seller did to the letters.

# %%
for row in riskiest.itertuples():
    for reason in row.reasons:
        if reason["field"] is not None and reason["kind"] != "claimed_price":
            text = getattr(row, reason["field"])
            assert text[int(reason["start"]) : int(reason["end"])] == reason["text"]

# %% [markdown]
# ## What has the model learned?
#
# Mostly words. Each has one weight, wherever it stands. `w:` marks words and pairs of words, `h:`
# Chinese characters, `c:` pieces of words, which together carry spellings that nobody listed.

# %%
linear = model.artefact.linear
weights = pd.Series(linear.weights, index=linear.names)


def most_telling(kind, most=12):
    of_kind = weights[weights.index.str.startswith(kind)].sort_values()
    return pd.DataFrame(
        {
            "speaks for a counterfeit": of_kind.index[: -most - 1 : -1].str[2:],
            "weight": of_kind.to_numpy()[: -most - 1 : -1].round(2),
            "speaks against": of_kind.index[:most].str[2:],
            "weight ": of_kind.to_numpy()[:most].round(2),
        }
    )


most_telling("w:")

# %%
most_telling("h:")

# %% [markdown]
# Brand and product words among them are no good sign: they say what is often copied, not what is
# a copy. That is the weakness of a model that mostly reads words.
#
# The price bends a curve. It is centred on the priced listings it was trained on, so that a listing
# without a price stands at zero: having a price says nothing.

# %%
dollars = np.geomspace(1, 10_000, 200)
contribution = (hats(dollars) - linear.price_center) @ linear.price_weights
fig, axes = plt.subplots(figsize=(7, 3), layout="constrained")
axes.plot(dollars, contribution, color="#4c72b0")
axes.axhline(0, color="grey", linewidth=0.8)
axes.text(1, 0, "no price", va="bottom", color="grey")
axes.set(xscale="log", xlabel="price in US dollars", ylabel="added to the score")
plt.show()

# %% [markdown]
# ## What if?
#
# Change one thing and look. The same words spelt with a Cyrillic letter and an invisible space are
# read as the same words. Codes are only known if enough sellers in the training data used them, and
# an innocent use of a guilty word raises the risk unless the words around it bring it down.

# %%
questions = {
    "an offer": "AAA replica watch, 1:1 mirror quality",
    "the same, disguised": "AAA r\N{CYRILLIC SMALL LETTER IE}pli\N{ZERO WIDTH SPACE}ca watch, 1:1 mirror quality",
    "the same, in code": "top grade watch, ask for the album",
    "an honest scale model": "1:43 die-cast replica of a 1967 racing car",
    "a warning against fakes": "guide: how to tell a replica watch from a real one",
    "an honest watch": "quartz watch with leather strap, two years of warranty",
}
asked = pd.DataFrame({"listing_id": list(questions), "title": list(questions.values())})
answers = cn.score(model, asked)
answers.assign(why=answers["reasons"].map(in_words))[["listing_id", "risk", "band", "why"]].round(3)

# %% [markdown]
# ## Was it right?
#
# In a simulated market the truth is known, even of a catalog without labels. On your own data there
# is no such file: use `split` and `evaluate`, which measure on sellers the model has not seen.

# %%
truth = pd.read_csv(market / "truth.csv.gz", dtype={"listing_id": str, "kind": str})
known = scored.merge(truth, on="listing_id", validate="one_to_one")
known.groupby("band").agg(listings=("infringing", "size"), infringing=("infringing", "mean")).round(3)

# %% [markdown]
# Which kinds are found, and which honest sellers are suspected? Kinds of infringing listings first.

# %%
kinds = known.groupby(["infringing", "kind"]).agg(
    listings=("risk", "size"),
    mean_risk=("risk", "mean"),
    flagged=("band", lambda band: (band != "clear").mean()),
)
kinds.sort_values(["infringing", "mean_risk"], ascending=False).round(3)

# %% [markdown]
# Open replicas are found most often. Those that say nothing, only cost too little, or pass for used
# or for the real thing, mostly go unseen: their words are those of honest listings. Some honest
# sellers are flagged, and which ones differs from market to market. What would help is knowing the
# brand, what it costs and who may sell it. That is work to come.
