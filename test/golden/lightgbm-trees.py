"""LightGBM's models and predictions that test/trees/lightgbm.test.ts compares ours with.

    pip install lightgbm numpy    # 4.7.0 made the files there are
    python test/golden/lightgbm-trees.py

writes, beside itself,
    lightgbm-model.txt      a model of LightGBM
    lightgbm.json           what it and others predict, and the trees they are made of
and reads lightgbm-ours.txt, a model of ours, which `QDL_WRITE_GOLDEN=1 npx vitest run test/trees/lightgbm.test.ts` writes.

Drawings are made by `make_drawings`, which test/trees/made-drawings.ts has too. One thread, columns: sums in the order of the rows.
"""

import json
import re
from pathlib import Path

import lightgbm as lgb
import numpy as np

HERE = Path(__file__).parent
CLASSES = 4
ROUNDS = 4
BASE = {
    "objective": "multiclass", "num_class": CLASSES, "num_leaves": 8, "min_data_in_leaf": 10, "verbosity": -1,
    "num_threads": 1, "deterministic": True, "force_col_wise": True, "seed": 1,
}
VARIANTS = {
    "plain": {},
    "regularized": {"lambda_l1": 0.5, "lambda_l2": 2.0, "min_gain_to_split": 0.3},
    # Leaves of equal rows gain nothing but rounding; LightGBM may split them.
    "shallow": {"max_depth": 2, "learning_rate": 0.3, "min_gain_to_split": 1e-6},
    "coarse": {"max_bin": 16, "min_data_in_bin": 10, "min_sum_hessian_in_leaf": 5.0},
    "fromZero": {"boost_from_average": False},
    "emptyClass": {"num_class": CLASSES + 1},
}
ARRAYS = ("split_feature", "threshold", "split_gain", "left_child", "right_child", "leaf_value", "leaf_count")


def make_drawings(count, classes, seed):
    state = seed

    def below(n):
        nonlocal state
        state = (state * 1664525 + 1013904223) % 2**32
        return int(state / 2**32 * n)

    bitmaps, labels = np.zeros((count, 28, 28), np.uint8), np.arange(count) % classes
    for row, label in enumerate(labels):
        for walk in range(3):
            x = (7 + 5 * label + 3 * walk + below(6)) % 28
            y = (5 + 9 * label + 7 * walk + below(6)) % 28
            for _ in range(30):
                ink = below(3)
                bitmaps[row, y, x] = 1 + below(255) if ink == 0 else 255
                x = (x + 27 + below(3)) % 28
                y = (y + 27 + below(3)) % 28
    return bitmaps.reshape(count, 784), labels


def train(options):
    params = BASE | options
    bitmaps, labels = make_drawings(320, CLASSES, 1)
    return lgb.train(params, lgb.Dataset(bitmaps, labels), ROUNDS)


def trees_of(model):
    trees = []
    for block in model.model_to_string().split("\nTree=")[1:]:
        fields = dict(re.findall(r"^(\w+)=(.*)$", block, re.M))
        trees.append({name: [float(word) for word in fields[name].split()] for name in ARRAYS})
    return trees


def predictions(model):
    return model.predict(make_drawings(24, CLASSES, 2)[0]).round(9).tolist()


def main():
    models = {name: train(options) for name, options in VARIANTS.items()}
    models["plain"].save_model(HERE / "lightgbm-model.txt")
    # Zeros as missing values: where they go is written in the model, not told by the threshold.
    missing = train({"zero_as_missing": True, "num_leaves": 6})
    result = {
        "version": lgb.__version__,
        "variants": {name: {"options": VARIANTS[name], "trees": trees_of(model), "predictions": predictions(model)} for name, model in models.items()},
        "zeroAsMissing": {"model": missing.model_to_string(num_iteration=2), "predictions": missing.predict(make_drawings(24, CLASSES, 2)[0], num_iteration=2).round(9).tolist()},
        "importance": {kind: models["plain"].feature_importance(kind).tolist() for kind in ("split", "gain")},
    }
    ours = HERE / "lightgbm-ours.txt"
    if ours.exists():
        result["ours"] = predictions(lgb.Booster(model_file=ours))
    text = json.dumps(result)
    (HERE / "lightgbm.json").write_text(text + "\n")


if __name__ == "__main__":
    main()
