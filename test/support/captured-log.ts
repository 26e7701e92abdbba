import { jest } from '@jest/globals';

/** Whatever a log line must never hold, in a form that is easily found. */
export const MARKERS = {
  subject: 'MARKER-subject',
  phoneNumber: '+32470123456',
  email: 'marker@example.com',
  code: 'markerxy',
  key: Buffer.alloc(64, 'MARKER-key').toString('base64'),
  token: 'MARKER.token.signature',
  upstream: 'MARKER-upstream-words',
};

/** Everything that goes to the console, or past it to standard output as metrics do, while `act` runs, as one text. */
export const capture = async (act: () => Promise<unknown>): Promise<string> => {
  const lines: unknown[] = [];
  const spies = (['debug', 'log', 'info', 'warn', 'error'] as const).map((level) =>
    jest.spyOn(console, level).mockImplementation((...line) => void lines.push(line)),
  );
  const output = jest.spyOn(process.stdout, 'write').mockImplementation((line) => {
    lines.push(String(line));
    return true;
  });
  await act();
  output.mockRestore();
  for (const spy of spies) spy.mockRestore();
  return JSON.stringify(lines, (_, value) =>
    value instanceof Error ? { ...value, stack: value.stack } : value,
  );
};
