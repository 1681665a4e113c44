#!/usr/bin/env python3
"""PyTorch side of bench/descent.mjs: whole cells of a double descent grid, one after the other.

A cell is what a cell of ours is: the study's CNN, all epochs over the training drawings in a new order each, then the loss and accuracy
on the validation drawings. Nothing is written to the disk, and neither starting Python nor loading the drawings is timed. Each line
"WIDTH EPOCHS" on standard input trains one cell; the answer is one JSON object with its seconds.

Needs torch (2.x) and numpy; run by descent.mjs.
"""
import argparse
import json
import sys
import time

import numpy as np
import torch
from torch.nn import functional as F

from torch_step import build


def parse_args():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for side in ("train", "validation"):
        parser.add_argument(f"--{side}", nargs=2, required=True, metavar=("BITMAPS", "LABELS"), help=".npy files")
    parser.add_argument("--classes", type=int, default=10)
    parser.add_argument("--batch", type=int, default=128)
    parser.add_argument("--threads", type=int, default=2)
    return parser.parse_args()


def load(paths):
    bitmaps, labels = (torch.from_numpy(np.load(path)) for path in paths)
    return bitmaps, labels.long()


def images(bitmaps):
    x = bitmaps.view(-1, 1, 28, 28).to(torch.float32).mul_(1 / 255)
    return x.contiguous(memory_format=torch.channels_last)


def train_epoch(model, optimizer, bitmaps, labels, batch):
    model.train()
    loss_sum, correct = 0.0, 0
    for rows in torch.randperm(len(labels)).split(batch):
        optimizer.zero_grad(set_to_none=True)
        logits = model(images(bitmaps[rows]))
        loss = F.cross_entropy(logits, labels[rows])
        loss.backward()
        optimizer.step()
        loss_sum += loss.item() * len(rows)
        correct += (logits.argmax(1) == labels[rows]).sum().item()
    return loss_sum, correct


@torch.inference_mode()
def validate(model, bitmaps, labels):
    model.eval()
    loss_sum, correct = 0.0, 0
    for start in range(0, len(labels), 256):
        part = slice(start, start + 256)
        logits = model(images(bitmaps[part]))
        loss_sum += F.cross_entropy(logits, labels[part], reduction="sum").item()
        correct += (logits.argmax(1) == labels[part]).sum().item()
    return loss_sum, correct


def main():
    args = parse_args()
    torch.set_num_threads(args.threads)
    train, validation = load(args.train), load(args.validation)
    for line in sys.stdin:
        width, epochs = map(int, line.split())
        torch.manual_seed(0)
        start = time.perf_counter()
        model = build(width, args.classes, "none")
        optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
        for _ in range(epochs):
            train_epoch(model, optimizer, *train, args.batch)
            validate(model, *validation)
        seconds = time.perf_counter() - start
        print(json.dumps({"seconds": seconds, "version": torch.__version__}), flush=True)


if __name__ == "__main__":
    main()
