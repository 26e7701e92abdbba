/** One Ctrl-C may come as several signals in this time: from the terminal, and from npm, which hands it on. */
const SAME_MS = 500;

/** Ends at once. The processes of the functions end when they find their runtime API gone. */
const leave = (): never => process.exit(130);

/** Lets Ctrl-C and SIGTERM end the process at once, until {@link untilStopped} is called. */
export const leaveWhenStopped = (): void => {
  process.on('SIGINT', leave).on('SIGTERM', leave);
};

/** Resolves at the first Ctrl-C or SIGTERM; one more, half a second later or after that, ends the process at once. */
export const untilStopped = async (): Promise<void> => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const stop = () => resolve();
  process.on('SIGINT', stop).on('SIGTERM', stop);
  process.off('SIGINT', leave).off('SIGTERM', leave); // after: a signal that comes while nobody listens is lost
  await promise;
  setTimeout(leaveWhenStopped, SAME_MS).unref();
};
