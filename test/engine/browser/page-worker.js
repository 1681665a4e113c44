// Runs the training in a worker of the page (a page's own thread may not wait for others) and posts the parameters back.
import * as engine from '/dist/engine/index.js';
import { train } from '/training.js';

self.onmessage = async ({ data: threads }) => {
  try {
    const backend = new engine.WasmBackend({ threads, startThread: engine.startWebThread });
    const parameters = await train(engine, backend);
    await backend.close();
    self.postMessage({ parameters });
  } catch (error) {
    self.postMessage({ error: String(error) });
  }
};
