"""Numbers of PyTorch in double precision that test/engine/torch.test.ts compares the engine with.

    pip install torch    # 2.13.0 on the CPU made the file there is
    python test/golden/torch-engine.py > test/golden/torch-engine.json

Inputs and initial weights are not in the file: both sides take them from the generator `uniform` below.
Weights have this project's layout: [KH, KW, Cin, Cout], dense [Cin, Cout], transposed convolutions [KH, KW, Cout, Cin].
"""

import json
import math

import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)

WIDTH = 4
CLASSES = 10
BATCH = 16
STEPS = 20
EPSILON = 1e-3
MOMENTUM = 0.9


def uniform(seed, shape):
    """Numerical Recipes' linear congruential generator, its 32 bits as a number in [0, 1)."""
    state, values = seed, []
    for _ in range(math.prod(shape)):
        state = (state * 1664525 + 1013904223) % 2**32
        values.append(state / 2**32)
    return torch.tensor(values).reshape(shape)


def glorot(seed, shape):
    """Uniform in ±√(6 / (fan in + fan out))."""
    area = math.prod(shape[:-2])
    limit = math.sqrt(6 / (area * (shape[-2] + shape[-1])))
    return ((2 * uniform(seed, shape) - 1) * limit).requires_grad_()


def convolve(x, w, stride=1):
    """TensorFlow's `same`: more padding at the bottom and right."""
    kernel = w.shape[0]
    missing = [max(0, (math.ceil(size / stride) - 1) * stride + kernel - size) for size in x.shape[2:]]
    (top, bottom), (left, right) = [(m // 2, m - m // 2) for m in missing]
    return F.conv2d(F.pad(x, (left, right, top, bottom)), w.permute(3, 2, 0, 1), stride=stride)


def convolve_transposed(x, w, stride):
    """The adjoint of `convolve` for an image stride times as large."""
    size = x.shape[2] * stride
    missing = max(0, (x.shape[2] - 1) * stride + w.shape[0] - size)
    full = F.conv_transpose2d(x, w.permute(3, 2, 0, 1), stride=stride)
    return full[:, :, missing // 2 : missing // 2 + size, missing // 2 : missing // 2 + size]


def channels_first(x):
    return x.permute(0, 3, 1, 2)


def numbers(tensor):
    return tensor.detach().flatten().tolist()


IMAGES = uniform(1, (BATCH, 28, 28, 1))
LABELS = (uniform(2, (BATCH,)) * CLASSES).long()


def cnn_weights(batch_norm):
    filters = [WIDTH * 2**block for block in range(4)]
    weights = {}
    for block, (before, after) in enumerate(zip([1] + filters, filters)):
        weights[f"kernel{block}"] = glorot(10 + block, (3, 3, before, after))
        if batch_norm:
            weights[f"gamma{block}"] = (0.5 + uniform(20 + block, (after,))).requires_grad_()
        # With batch norm this is beta.
        weights[f"bias{block}"] = (0.2 * uniform(30 + block, (after,)) - 0.1).requires_grad_()
    last = filters[-1]
    weights["hidden"] = glorot(40, (last, last))
    weights["hiddenBias"] = torch.zeros(last).requires_grad_()
    weights["output"] = glorot(41, (last, CLASSES))
    weights["outputBias"] = torch.zeros(CLASSES).requires_grad_()
    return weights


def cnn(weights, statistics=None, training=True):
    """Logits of the study's network. `statistics`: running mean and variance a block, for batch norm."""
    x = channels_first(IMAGES)
    for block in range(4):
        x = convolve(x, weights[f"kernel{block}"])
        gamma, beta = weights.get(f"gamma{block}"), weights[f"bias{block}"]
        if gamma is None:
            x = x + beta[:, None, None]
        elif training:
            # PyTorch's own running variance is the unbiased one; here it is the biased one that normalizes, as in Keras.
            for name, value in (("mean", x.mean((0, 2, 3))), ("variance", x.var((0, 2, 3), unbiased=False))):
                old = statistics[f"{name}{block}"]
                statistics[f"{name}{block}"] = MOMENTUM * old + (1 - MOMENTUM) * value.detach()
            x = F.batch_norm(x, None, None, gamma, beta, training=True, eps=EPSILON)
        else:
            mean, variance = statistics[f"mean{block}"], statistics[f"variance{block}"]
            x = F.batch_norm(x, mean, variance, gamma, beta, training=False, eps=EPSILON)
        x = F.max_pool2d(F.relu(x), 2)
    x = F.relu(x.flatten(1) @ weights["hidden"] + weights["hiddenBias"])
    return x @ weights["output"] + weights["outputBias"]


def train_cnn(batch_norm, label_smoothing):
    weights = cnn_weights(batch_norm)
    statistics = {}
    for block in range(4) if batch_norm else []:
        statistics[f"mean{block}"] = torch.zeros(WIDTH * 2**block)
        statistics[f"variance{block}"] = torch.ones(WIDTH * 2**block)
    optimizer = torch.optim.Adam(weights.values(), lr=1e-3, betas=(0.9, 0.999), eps=1e-7)
    losses = []
    for _ in range(STEPS):
        optimizer.zero_grad()
        loss = F.cross_entropy(cnn(weights, statistics), LABELS, label_smoothing=label_smoothing)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    evaluation = F.cross_entropy(cnn(weights, statistics, training=False), LABELS)
    kept = ["kernel0", "bias0", "kernel1", "bias3", "hiddenBias", "output", "outputBias"]
    kept += ["gamma0", "gamma3"] if batch_norm else []
    return {
        "losses": losses,
        "evaluationLoss": evaluation.item(),
        "weights": {name: numbers(weights[name]) for name in kept},
        "statistics": {name: numbers(value) for name, value in statistics.items()},
    }


def stack_weights():
    shapes = [(5, 5, 1, 3), (5, 5, 3, 4), (5, 5, 3, 4), (5, 5, 2, 3), (5, 5, 1, 2)]
    return [glorot(50 + index, shape) for index, shape in enumerate(shapes)]


def stack_loss(x, weights):
    """An autoencoder like the GANs' layers: 5×5, stride 2 down, transposed up."""
    y = channels_first(x)
    y = F.leaky_relu(convolve(y, weights[0], 2), 0.3)
    y = F.leaky_relu(convolve(y, weights[1], 2), 0.3)
    y = torch.sigmoid(convolve_transposed(y, weights[2], 1))
    y = F.leaky_relu(convolve_transposed(y, weights[3], 2), 0.3)
    y = torch.tanh(convolve_transposed(y, weights[4], 2))
    return ((y - channels_first(x)) ** 2).mean()


def stack_gradients():
    x = uniform(3, (2, 28, 28, 1)).requires_grad_()
    weights = stack_weights()
    loss = stack_loss(x, weights)
    dx, *dweights = torch.autograd.grad(loss, [x, *weights])
    return {"loss": loss.item(), "x": numbers(dx), "weights": [numbers(dw) for dw in dweights]}


def train_stack(make_optimizer):
    x = uniform(3, (2, 28, 28, 1))
    weights = stack_weights()
    optimizer = make_optimizer(weights)
    losses = []
    for _ in range(STEPS):
        optimizer.zero_grad()
        loss = stack_loss(x, weights)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


print(
    json.dumps(
        {
            "torch": torch.__version__,
            "plain": train_cnn(batch_norm=False, label_smoothing=0.0),
            "batchNorm": train_cnn(batch_norm=True, label_smoothing=0.1),
            "stack": {
                **stack_gradients(),
                "adamW": train_stack(lambda w: torch.optim.AdamW(w, lr=1e-2, eps=1e-7, weight_decay=0.1)),
                "nesterov": train_stack(lambda w: torch.optim.SGD(w, lr=1e-2, momentum=0.9, nesterov=True)),
            },
        },
        separators=(",", ":"),
    )
)
