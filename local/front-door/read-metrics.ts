import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What the functions' logs count, by metric; lines in CloudWatch's embedded metric format make it. */
export type Metrics = Record<string, number>;

type Line = {
  _aws?: { CloudWatchMetrics?: { Metrics?: { Name: string; Unit?: string }[] }[] };
  [name: string]: unknown;
};

/** The sum of each count in the logs of a folder, as CloudWatch would show it. */
export const readMetrics = (logDir: string): Metrics => {
  const sums: Metrics = {};
  for (const file of readdirSync(logDir).filter((name) => name.endsWith('.log')))
    for (const text of readFileSync(join(logDir, file), 'utf8').split('\n'))
      if (text.startsWith('{"_aws"')) add(sums, text);
  return sums;
};

const add = (sums: Metrics, text: string): void => {
  const line = parse(text);
  const metrics = line?._aws?.CloudWatchMetrics?.flatMap(({ Metrics = [] }) => Metrics) ?? [];
  for (const { Name } of metrics.filter(({ Unit }) => Unit === 'Count'))
    sums[Name] = (sums[Name] ?? 0) + Number(line?.[Name]);
};

/** A line may be just being written. */
const parse = (text: string): Line | undefined => {
  try {
    return JSON.parse(text) as Line;
  } catch {
    return undefined;
  }
};
