"""Confident learning in plain numpy, as the paper has it, to hold `src/analysis` against.

    pip install numpy
    python bench/confident_learning.py probabilities.npy labels.npy [wrong.npy]
    python bench/confident_learning.py STUDY/out-of-sample/injected-noise-seed-1.npz

probabilities: [N, K], of models that did not see the drawing; labels: [N], as given; wrong: [N], 1 where the label is known
to be wrong (injected noise), for precision at 70 % recall; or all three in an archive, as `qdl experiment clean` leaves
them. Prints one JSON object.

Written from the text alone: Northcutt, Jiang, Chuang, Confident Learning: Estimating Uncertainty in Dataset Labels,
Journal of Artificial Intelligence Research 70, 2021. Numbers of sections are that paper's. Where it is silent: counts are
rounded to the nearest whole number, halves up; of equals the first drawing and the lower class come first.
"""

import json
import sys

import numpy as np


def thresholds(probabilities, labels):
    """3.1: mean self-confidence of each class; without drawings of it none can be confident. In 32 bits."""
    count = probabilities.shape[1]
    result = np.full(count, np.inf, np.float32)
    for k in range(count):
        own = probabilities[labels == k, k]
        if len(own):
            result[k] = own.astype(np.float64).mean()
    return result


def confident_classes(probabilities, labels):
    """3.1: the most probable of the classes whose thresholds are reached; −1 for none."""
    reached = probabilities >= thresholds(probabilities, labels)
    best = np.where(reached, probabilities, -1).argmax(axis=1)
    return np.where(reached.any(axis=1), best, -1)


def confident_joint(probabilities, labels):
    """3.1: drawings by given label (rows) and confident class (columns)."""
    count = probabilities.shape[1]
    joint = np.zeros((count, count), int)
    classes = confident_classes(probabilities, labels)
    for given, true in zip(labels[classes >= 0], classes[classes >= 0]):
        joint[given, true] += 1
    return joint


def estimated_counts(probabilities, labels):
    """3.1: the confident joint with each row scaled to the drawings so labeled."""
    counts = confident_joint(probabilities, labels).astype(float)
    rows = counts.sum(axis=1, keepdims=True)
    given = np.bincount(labels, minlength=len(counts))[:, None]
    return np.divide(counts * given, rows, out=np.zeros_like(counts), where=rows > 0)


def noise_matrices(joint):
    """P(given | true), whose columns sum to 1, and P(true | given), whose rows do."""
    true = joint.sum(axis=0, keepdims=True)
    given = joint.sum(axis=1, keepdims=True)
    noise = np.divide(joint, true, out=np.zeros_like(joint), where=true > 0)
    inverse = np.divide(joint, given, out=np.zeros_like(joint), where=given > 0)
    return noise, inverse


def smallest(rows, scores, count):
    order = np.argsort(scores, kind="stable")
    return rows[order[: int(np.floor(count + 0.5))]]


def prune_by_class(probabilities, labels, counts):
    """3.2: of each class the estimated number of errors, by least self-confidence."""
    marks = np.zeros(len(labels), bool)
    for k in range(len(counts)):
        rows = np.flatnonzero(labels == k)
        marks[smallest(rows, probabilities[rows, k], len(rows) - counts[k, k])] = True
    return marks


def prune_by_noise_rate(probabilities, labels, counts):
    """3.2: of each pair (given, true) its estimated number, by largest margin of the true class."""
    marks = np.zeros(len(labels), bool)
    for given in range(len(counts)):
        rows = np.flatnonzero(labels == given)
        for true in range(len(counts)):
            if true != given:
                margin = probabilities[rows, given].astype(float) - probabilities[rows, true]
                marks[smallest(rows, margin, counts[given, true])] = True
    return marks


def others(probabilities, labels):
    """The most probable class that is not the label."""
    masked = probabilities.copy()
    masked[np.arange(len(labels)), labels] = -1
    return masked.argmax(axis=1)


def scores(probabilities, labels):
    """3.2 and Kuan and Mueller 2022: 0 surely wrong, 1 surely right."""
    rows = np.arange(len(labels))
    own = probabilities[rows, labels].astype(float)
    rival = probabilities[rows, others(probabilities, labels)].astype(float)
    wide = probabilities.astype(float)
    logs = np.log(wide, out=np.zeros_like(wide), where=wide > 0)
    entropy = -(wide * logs).sum(axis=1) / np.log(wide.shape[1])
    weighted = np.divide(own, own + entropy, out=np.zeros_like(own), where=own > 0)
    return {
        "self-confidence": own,
        "normalized-margin": (own - rival + 1) / 2,
        "confidence-weighted-entropy": weighted,
    }


def issues(probabilities, labels, marks, score):
    """Marked drawings whose label is not the model's answer, the likeliest errors first."""
    rows = np.arange(len(labels))
    disagree = probabilities[rows, others(probabilities, labels)] > probabilities[rows, labels]
    ranked = np.argsort(score, kind="stable")
    return ranked[(marks & disagree)[ranked]]


def precision_at_recall(ranked, wrong, recall):
    found = np.cumsum(wrong[ranked])
    enough = np.flatnonzero(found >= recall * wrong.sum())
    return found[enough[0]] / (enough[0] + 1) if len(enough) else None


def analyze(probabilities, labels):
    probabilities = np.asarray(probabilities, np.float32)
    labels = np.asarray(labels, int)
    counts = estimated_counts(probabilities, labels)
    joint = counts / len(labels)
    noise, inverse = noise_matrices(joint)
    classes = confident_classes(probabilities, labels)
    by_class = prune_by_class(probabilities, labels, counts)
    by_noise_rate = prune_by_noise_rate(probabilities, labels, counts)
    pruned = {
        "confident": (classes >= 0) & (classes != labels),
        "by-class": by_class,
        "by-noise-rate": by_noise_rate,
        "both": by_class & by_noise_rate,
    }
    scored = scores(probabilities, labels)
    return {
        "thresholds": [t if np.isfinite(t) else None for t in thresholds(probabilities, labels).tolist()],
        "confidentJoint": confident_joint(probabilities, labels).ravel().tolist(),
        "joint": joint.ravel().tolist(),
        "noiseMatrix": noise.ravel().tolist(),
        "inverseNoiseMatrix": inverse.ravel().tolist(),
        "errorShare": float(joint.sum() - np.trace(joint)),
        "pruned": {name: np.flatnonzero(marks).tolist() for name, marks in pruned.items()},
        "scores": {name: values.tolist() for name, values in scored.items()},
        "suggested": others(probabilities, labels).tolist(),
        "issues": {
            f"{method} {name}": issues(probabilities, labels, marks, values).tolist()
            for method, marks in pruned.items()
            for name, values in scored.items()
        },
    }


def load(file, labels_file=None, wrong_file=None):
    if file.endswith(".npz"):
        arrays = np.load(file)
        return arrays["probabilities"], arrays["labels"], arrays["wrong"]
    return np.load(file), np.load(labels_file), np.load(wrong_file) if wrong_file else None


def main(*files):
    probabilities, labels, wrong = load(*files)
    result = analyze(probabilities, labels)
    if wrong is not None:
        wrong = wrong.astype(bool)
        ranked_all = {
            name: np.argsort(np.asarray(values), kind="stable") for name, values in result["scores"].items()
        }
        result["precisionAt70Recall"] = {
            name: precision_at_recall(np.asarray(ranked, int), wrong, 0.7)
            for name, ranked in {**ranked_all, **result["issues"]}.items()
        }
    json.dump(result, sys.stdout)
    print()


if __name__ == "__main__":
    main(*sys.argv[1:])
