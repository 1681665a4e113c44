// A training step of TensorFlow.js on its CPU backend (plain JavaScript, what the package @tensorflow/tfjs runs on in Node), against ours.
//
//   npm run build && npm --prefix bench/peers install && node bench/peers/tfjs-step.mjs [--width 12 --rounds 3 --batch 128]
import * as tf from '@tensorflow/tfjs';
import { beta1, beta2, epsilon, learningRate, measureInTurn } from './in-turn.mjs';

function cnn(weights) {
  const initial = name => weights.get(name);
  const conv = (name, inputShape) => {
    const filters = initial(`${name}/bias`).shape[0];
    return [
      tf.layers.conv2d({ name, inputShape, filters, kernelSize: 3, padding: 'same', activation: 'relu' }),
      tf.layers.maxPooling2d({ poolSize: 2, strides: 2 }),
    ];
  };
  const dense = (name, activation) =>
    tf.layers.dense({ name, units: initial(`${name}/bias`).shape[0], activation });
  const model = tf.sequential({
    layers: [
      ...conv('conv1', [28, 28, 1]),
      ...['conv2', 'conv3', 'conv4'].flatMap(name => conv(name)),
      tf.layers.flatten(),
      dense('dense1', 'relu'),
      dense('dense2', 'linear'),
    ],
  });
  for (const layer of model.layers.filter(({ name }) => weights.has(`${name}/kernel`)))
    layer.setWeights(
      ['kernel', 'bias'].map(part => {
        const { data, shape } = initial(`${layer.name}/${part}`);
        return tf.tensor(data, shape);
      }),
    );
  return model;
}

async function start({ weights, batch, classes }) {
  await tf.setBackend('cpu');
  const model = cnn(weights);
  const optimizer = tf.train.adam(learningRate, beta1, beta2, epsilon);
  return async ({ bitmaps, labels }) => {
    const loss = tf.tidy(() => {
      const images = tf.tensor(Float32Array.from(bitmaps), [batch, 28, 28, 1]).div(255);
      const targets = tf.oneHot(tf.tensor1d(labels, 'int32'), classes);
      const cost = () => tf.losses.softmaxCrossEntropy(targets, model.apply(images, { training: true }));
      return optimizer.minimize(cost, true);
    });
    const [value] = await loss.data();
    loss.dispose();
    return value;
  };
}

await measureInTurn({ peer: 'TensorFlow.js, CPU backend', version: tf.version.tfjs, start });
