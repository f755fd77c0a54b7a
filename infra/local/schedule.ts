const EVERY_MS = 10_000;

/** Runs a function at a fixed interval, one run at a time. */
export function startSchedule(run: () => Promise<void>, onError: (error: unknown) => void): { stop(): void } {
  let isRunning = false;
  const timer = setInterval(() => {
    if (isRunning) return;
    isRunning = true;
    run()
      .catch(onError)
      .finally(() => {
        isRunning = false;
      });
  }, EVERY_MS);
  return { stop: () => clearInterval(timer) };
}
