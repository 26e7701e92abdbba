import { jest } from '@jest/globals';
import { METRICS } from '../../shared/metric-names.ts';

/** What was counted while `act` ran, with its part if it has any: `HookRefused not-encrypted`. Latencies and errors of routes are left out. */
export const counted = async (act: () => Promise<unknown>): Promise<string[]> => {
  const written: string[] = [];
  const output = jest.spyOn(process.stdout, 'write').mockImplementation((line) => {
    written.push(String(line));
    return true;
  });
  await act();
  output.mockRestore();
  return written
    .filter((line) => line.startsWith('{"_aws"'))
    .map((line) => JSON.parse(line) as Record<string, unknown>)
    .flatMap((line) =>
      Object.entries(METRICS)
        .filter(([name]) => name in line && !name.startsWith('Request'))
        .map(([name, metric]) => ['by' in metric ? `${name} ${line[metric.by]}` : name, line[name]] as const),
    )
    .map(([name, value]) => (value === 1 ? name : `${name} x${value}`));
};
