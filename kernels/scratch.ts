// Private working memory of a thread. A wasm global is per instance, so each thread has its own.
let address: usize = 0;

/** Called once by each thread after it has made its instance. Exported to the host; not a kernel. */
export function setScratch(start: usize): i32 {
  address = start;
  return 0;
}

/** Start of this thread's scratch. Kernels may use as many bytes as the compiler reserved for them. */
// @ts-ignore: decorator
@inline
export function scratch(): usize {
  return address;
}
