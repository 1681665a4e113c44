#!/usr/bin/env python3
"""LightGBM's side of the comparison of boosted trees: one training for each line on standard input.

A line is a JSON object with the folder of a split (`train-bitmaps.npy`, uint8 [N, 784], `train-labels.npy`, int32 [N], and the same with
`test-`), `classes`, `rounds`, `leaves`, `learningRate` and `threads`. The answer is a JSON object with the seconds and the processor's seconds that training
took (making the data set included, reading the files not) and the share of the test drawings that are right.

Needs lightgbm (4.x) and numpy; run by trees.mjs.
"""
import json
import sys
import time
from pathlib import Path

import lightgbm as lgb
import numpy as np


def measure(folder, classes, rounds, leaves, learningRate, threads):
    load = lambda name: np.load(Path(folder) / f"{name}.npy")
    bitmaps, labels = load("train-bitmaps"), load("train-labels")
    params = {
        "objective": "multiclass", "num_class": classes, "num_leaves": leaves, "learning_rate": learningRate,
        "num_threads": threads, "seed": 0, "deterministic": True, "verbosity": -1,
    }
    start, start_cpu = time.perf_counter(), time.process_time()
    model = lgb.train(params, lgb.Dataset(bitmaps, labels), rounds)
    seconds, cpu_seconds = time.perf_counter() - start, time.process_time() - start_cpu
    right = model.predict(load("test-bitmaps"), num_threads=threads).argmax(1) == load("test-labels")
    return {"version": lgb.__version__, "seconds": seconds, "cpuSeconds": cpu_seconds, "accuracy": float(right.mean())}


for line in sys.stdin:
    print(json.dumps(measure(**json.loads(line))), flush=True)
