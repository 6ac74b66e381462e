/**
 * `source` until `signal` is aborted, then the signal's reason as an error: at once, also where the
 * source itself would never yield again.
 */
export function untilAborted<Value>(
  source: AsyncIterable<Value>,
  signal: AbortSignal | undefined,
): AsyncIterable<Value> {
  return signal ? abortable(source, signal) : source;
}

async function* abortable<Value>(
  source: AsyncIterable<Value>,
  signal: AbortSignal,
): AsyncGenerator<Value, void> {
  signal.throwIfAborted();
  const iterator = source[Symbol.asyncIterator]();
  // One listener for the whole transfer: racing the signal anew for each chunk would pile them up.
  let fail: ((reason: unknown) => void) | undefined;
  const onAbort = () => fail?.(signal.reason);
  signal.addEventListener('abort', onAbort);
  let ended = false;
  try {
    for (;;) {
      const step = await new Promise<IteratorResult<Value>>((resolve, reject) => {
        fail = reject;
        iterator.next().then(resolve, reject);
      });
      fail = undefined;
      if (step.done) {
        ended = true;
        return;
      }
      yield step.value;
      signal.throwIfAborted();
    }
  } finally {
    signal.removeEventListener('abort', onAbort);
    // Not awaited, and its failure is nobody's: a source that hangs would hang its return as well.
    if (!ended) iterator.return?.().catch(() => undefined);
  }
}
