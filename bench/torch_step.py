#!/usr/bin/env python3
"""PyTorch side of the comparison: the study's CNN, one training step per line on standard input.

A step is what the engine's step is: uint8 drawings to float, forward, backward, Adam, and the loss read back. The drawings come from a
.npy file (uint8 [N, 784]) and a .npy file of labels (int32 [N]), so that both sides see the same. Each line "N" on standard input
runs N steps; the answer is one JSON object with the milliseconds of each.

Needs torch (2.x) and numpy; run by compare.mjs, or by hand:
    echo 20 | python3 torch_step.py --bitmaps b.npy --labels l.npy --width 12 --classes 10
"""
import argparse
import json
import resource
import sys
import time

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F


def parse_args():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bitmaps", required=True)
    parser.add_argument("--labels", required=True)
    parser.add_argument("--width", type=int, default=12)
    parser.add_argument("--classes", type=int, default=10)
    parser.add_argument("--batch", type=int, default=128)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--norm", choices=["none", "batch"], default="none")
    return parser.parse_args()


def build(width, classes, norm):
    layers, inputs = [], 1
    for outputs in (width, 2 * width, 4 * width, 8 * width):
        layers.append(nn.Conv2d(inputs, outputs, 3, padding=1))
        if norm == "batch":
            layers.append(nn.BatchNorm2d(outputs, eps=1e-3, momentum=0.1))
        layers += [nn.ReLU(), nn.MaxPool2d(2)]
        inputs = outputs
    layers += [nn.Flatten(), nn.Linear(inputs, inputs), nn.ReLU(), nn.Linear(inputs, classes)]
    model = nn.Sequential(*layers)
    for module in model.modules():
        if isinstance(module, (nn.Conv2d, nn.Linear)):
            nn.init.xavier_uniform_(module.weight)
            nn.init.zeros_(module.bias)
    return model.to(memory_format=torch.channels_last)


def main():
    args = parse_args()
    torch.set_num_threads(args.threads)
    torch.manual_seed(0)
    bitmaps = torch.from_numpy(np.load(args.bitmaps))
    labels = torch.from_numpy(np.load(args.labels)).long()
    model = build(args.width, args.classes, args.norm)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    batches = len(bitmaps) // args.batch
    done = 0

    def step():
        nonlocal done
        part = slice(done % batches * args.batch, (done % batches + 1) * args.batch)
        done += 1
        start = time.perf_counter()
        x = bitmaps[part].view(-1, 1, 28, 28).to(torch.float32).mul_(1 / 255)
        x = x.contiguous(memory_format=torch.channels_last)
        optimizer.zero_grad(set_to_none=True)
        loss = F.cross_entropy(model(x), labels[part])
        loss.backward()
        optimizer.step()
        loss.item()
        return 1000 * (time.perf_counter() - start)

    for line in sys.stdin:
        times = [step() for _ in range(int(line))]
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
        print(json.dumps({"ms": times, "peakMemoryBytes": memory, "version": torch.__version__}), flush=True)


if __name__ == "__main__":
    main()
