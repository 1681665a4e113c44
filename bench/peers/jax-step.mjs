// A training step of jax-js on its wasm backend, jit-compiled as one function (loss, gradients, Adam), against ours. jax-js has threads where there are
// web workers; in Node there are none, so it runs on one.
//
//   npm run build && npm --prefix bench/peers install && node bench/peers/jax-step.mjs [--width 12 --rounds 3 --batch 128]
import { blockUntilReady, defaultDevice, init, jit, lax, nn, numpy as np, valueAndGrad } from '@jax-js/jax';
import { beta1, beta2, epsilon, learningRate, measureInTurn } from './in-turn.mjs';
import peers from './package.json' with { type: 'json' };

// Arrays are owned in jax-js: a function consumes its arguments, `.ref` keeps one for another use.

function logitsOf(weights, bitmaps, batch) {
  let x = bitmaps.mul(1 / 255).reshape([batch, 1, 28, 28]);
  for (const name of ['conv1', 'conv2', 'conv3', 'conv4']) {
    const convolved = lax.conv(x, weights[`${name}/kernel`], [1, 1], 'SAME');
    x = lax.reduceWindow(nn.relu(convolved.add(weights[`${name}/bias`])), np.max, [2, 2], [2, 2]);
  }
  x = x.reshape([batch, -1]);
  x = nn.relu(np.dot(x, weights['dense1/kernel']).add(weights['dense1/bias']));
  return np.dot(x, weights['dense2/kernel']).add(weights['dense2/bias']);
}

/** Mean softmax cross entropy. */
function lossOf(weights, bitmaps, targets) {
  const batch = targets.shape[0];
  return nn
    .logSoftmax(logitsOf(weights, bitmaps, batch))
    .mul(targets)
    .sum()
    .mul(-1 / batch);
}

/** Adam's state after a gradient, for the power each beta has reached. */
function adam({ weight, mean, square }, gradient, power1, power2) {
  const newMean = mean.mul(beta1).add(gradient.ref.mul(1 - beta1));
  const newSquare = square.mul(beta2).add(np.square(gradient).mul(1 - beta2));
  const meanHat = newMean.ref.div(np.subtract(1, power1));
  const squareHat = newSquare.ref.div(np.subtract(1, power2));
  const change = meanHat.div(np.sqrt(squareHat).add(epsilon)).mul(learningRate);
  return { weight: weight.sub(change), mean: newMean, square: newSquare };
}

const trainingStep = jit((state, bitmaps, targets, power1, power2) => {
  const weights = Object.fromEntries(Object.entries(state).map(([name, { weight }]) => [name, weight.ref]));
  const [loss, gradients] = valueAndGrad(lossOf)(weights, bitmaps, targets);
  const entries = Object.entries(state).map(([name, parameter]) => [
    name,
    adam(parameter, gradients[name], power1.ref, power2.ref),
  ]);
  power1.dispose();
  power2.dispose();
  return { loss, state: Object.fromEntries(entries) };
});

/** From Keras's layout to jax-js's: [out, in, height, width] for kernels, [out, 1, 1] for a convolution's biases. */
function toJax(name, { data, shape }) {
  const array = np.array(data, { shape });
  if (shape.length === 4) return np.transpose(array, [3, 2, 0, 1]);
  return name.startsWith('conv') ? array.reshape([shape[0], 1, 1]) : array;
}

async function start({ weights, batch, classes }) {
  await init('wasm');
  defaultDevice('wasm');
  let state = {};
  for (const [name, tensor] of weights) {
    const weight = toJax(name, tensor);
    state[name] = { weight, mean: np.zeros(weight.shape), square: np.zeros(weight.shape) };
  }
  return async ({ bitmaps, labels }, number) => {
    const result = trainingStep(
      state,
      np.array(Float32Array.from(bitmaps), { shape: [batch, 784] }),
      nn.oneHot(np.array(labels, { dtype: np.int32 }), classes),
      np.array(beta1 ** number),
      np.array(beta2 ** number),
    );
    state = result.state;
    await blockUntilReady(state);
    return result.loss.jsAsync();
  };
}

await measureInTurn({ peer: 'jax-js, wasm backend', version: peers.dependencies['@jax-js/jax'], start });
