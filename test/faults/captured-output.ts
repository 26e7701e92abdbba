/** What `act` gives, and all that was written to the console and to standard output meanwhile. */
export const capturing = async <Result>(
  act: () => Promise<Result>,
): Promise<{ result: Result; output: string }> => {
  const lines: string[] = [];
  const keep = (...written: unknown[]) =>
    void lines.push(written.map((one) => JSON.stringify(one)).join(' '));
  const { info, warn, error } = console;
  const { write } = process.stdout;
  Object.assign(console, { info: keep, warn: keep, error: keep });
  process.stdout.write = ((written: unknown) => {
    keep(String(written));
    return true;
  }) as typeof write;
  try {
    return { result: await act(), output: lines.join('\n') };
  } finally {
    Object.assign(console, { info, warn, error });
    process.stdout.write = write;
  }
};
