"""Numbers of bench/confident_learning.py that test/analysis/confident-learning.test.ts compares src/analysis with.

    pip install numpy
    python test/golden/confident-learning.py > test/golden/confident-learning.json
    npx biome format --write test/golden/confident-learning.json

120 drawings of 5 classes: logits with a bump at the true class, one label in five moved to the next class, one class
without drawings. Probabilities are rounded to 4 digits, so that the file tells them exactly, and some are equal.
"""

import json
import sys
from pathlib import Path

import numpy as np

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).parents[2] / "bench"))
import confident_learning  # noqa: E402

DRAWINGS = 120
CLASSES = 5


def generate(seed):
    """Numerical Recipes' linear congruential generator, its 32 bits as numbers in [0, 1)."""
    while True:
        seed = (seed * 1664525 + 1013904223) % 2**32
        yield seed / 2**32


draws = generate(8)
true = np.array([int(4 * next(draws)) for _ in range(DRAWINGS)])
moved = np.array([next(draws) < 0.2 for _ in range(DRAWINGS)])
labels = np.where(moved, (true + 1) % 4, true)
logits = np.array([[4 * next(draws) for _ in range(CLASSES)] for _ in range(DRAWINGS)])
logits[np.arange(DRAWINGS), true] += 1.8
powers = np.exp(logits)
probabilities = np.round(powers / powers.sum(axis=1, keepdims=True), 4)


def rounded(value):
    if isinstance(value, float):
        return float(f"{value:.12g}")
    if isinstance(value, list):
        return [rounded(item) for item in value]
    if isinstance(value, dict):
        return {key: rounded(item) for key, item in value.items()}
    return value


expected = rounded(confident_learning.analyze(probabilities, labels))
golden = {
    "classes": CLASSES,
    "probabilities": probabilities.ravel().tolist(),
    "labels": labels.tolist(),
    "wrong": moved.astype(int).tolist(),
    "precisionAtHalfRecall": float(
        confident_learning.precision_at_recall(
            np.argsort(expected["scores"]["normalized-margin"], kind="stable"), moved, 0.5
        )
    ),
    **expected,
}
json.dump(golden, sys.stdout)
print()
