const EVENTS = ['uncaughtException', 'unhandledRejection'] as const;

/**
 * Takes errors that nobody caught, such as one of a connection without a listener, so that they fail the run and leave no process
 * behind.
 * @param failed fails the run and has it end in order; a second error ends this process at once, and with it all that it started
 * @returns stops listening
 */
export function onUncaught(failed: (error: Error) => void): () => void {
  let isEnding = false;
  const listener = (thrown: unknown) => {
    if (isEnding) process.exit(1);
    isEnding = true;
    failed(new Error(`an error that nobody caught: ${thrown instanceof Error ? thrown.message : thrown}`));
  };
  for (const event of EVENTS) process.on(event, listener);
  return () => {
    for (const event of EVENTS) process.off(event, listener);
  };
}
