/**
 * Whether our server can be reached. The browser's word is not enough: a tablet bound to a dead access point says it is
 * online. So a page also notes what became of its own questions.
 */
const listeners = new Set<() => void>();
let reached = true;

const announce = (): void => {
  for (const listener of listeners) listener();
};

export const isReached = (): boolean => navigator.onLine && reached;

/** A question was answered, or was not. */
export const noteReached = (answered: boolean): void => {
  if (reached === answered) return;
  reached = answered;
  announce();
};

export const onReach = (listener: () => void): (() => void) => {
  if (listeners.size === 0) {
    addEventListener('online', announce);
    addEventListener('offline', announce);
  }
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    removeEventListener('online', announce);
    removeEventListener('offline', announce);
  };
};

/** Gives up waiting for an answer, as a network that is there and carries nothing would have us wait for ever. */
export const within = async <T>(asked: Promise<T>, late_ms: number, otherwise: T): Promise<T> => {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<T>((done) => {
    timer = setTimeout(done, late_ms, otherwise);
  });
  try {
    return await Promise.race([asked, late]);
  } finally {
    clearTimeout(timer);
  }
};
