import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { AwsCall } from '../../../local/platform/record-calls.ts';
import { prices } from '../../../operations/cost/prices.ts';

/** What has happened at the stack since it began. */
export type Reading = {
  requests: number;
  /** Those that reached a function, and how long these ran together. */
  invocations: number;
  milliseconds: number;
  tableReads: number;
  tableWrites: number;
  codes: number;
};

/** As the stage's functions have. */
const MEMORY_GB = 0.5;
const READS = ['GetItem', 'Query', 'BatchGetItem'];
const WRITES = ['PutItem', 'UpdateItem', 'DeleteItem', 'BatchWriteItem'];
/** Answers of the gateway itself, which no function made. */
const BY_GATEWAY = [401, 404, 413];

type AccessLine = { routeKey: string; status: number; durationMs: number };

/** Counts what attacks cost: calls of AWS as they come, requests from the gateway's log. */
export const openMeter = () => {
  let [tableReads, tableWrites] = [0, 0];
  const onAwsCall = ({ target }: AwsCall): void => {
    const [service = '', action = ''] = target.split('.');
    if (!service.startsWith('DynamoDB')) return;
    if (READS.includes(action)) tableReads++;
    if (WRITES.includes(action)) tableWrites++;
  };
  const read = (logDir: string, codes: number): Reading => {
    const lines = accessLines(join(logDir, 'gateway.log'));
    const invoked = lines.filter(isInvoked);
    return {
      requests: lines.length,
      invocations: invoked.length,
      milliseconds: invoked.reduce((sum, { durationMs }) => sum + durationMs, 0),
      tableReads,
      tableWrites,
      codes,
    };
  };
  return { onAwsCall, read };
};

const accessLines = (file: string): AccessLine[] =>
  statSync(file, { throwIfNoEntry: false })
    ? readFileSync(file, 'utf8')
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as AccessLine)
    : [];

/** The gateway's own 429 takes no time to speak of; that of a function has read and written. */
const isInvoked = ({ status, durationMs }: AccessLine): boolean =>
  !BY_GATEWAY.includes(status) && !(status === 429 && durationMs < 1);

export const between = (before: Reading, after: Reading): Reading => ({
  requests: after.requests - before.requests,
  invocations: after.invocations - before.invocations,
  milliseconds: after.milliseconds - before.milliseconds,
  tableReads: after.tableReads - before.tableReads,
  tableWrites: after.tableWrites - before.tableWrites,
  codes: after.codes - before.codes,
});

const at = ({ usd, per }: { usd: number; per: number }, amount: number): number => (amount * usd) / per;

/** In USD, at the list prices of `operations/cost`; `codePrice` is what Seald asks for one code. */
export const costOf = (reading: Reading, codePrice: number): number =>
  at(prices.httpApiRequest, reading.requests) +
  at(prices.lambdaRequest, reading.invocations) +
  at(prices.lambdaGbSecond, (reading.milliseconds / 1000) * MEMORY_GB) +
  at(prices.dynamodbRead, reading.tableReads) +
  at(prices.dynamodbWrite, reading.tableWrites) +
  reading.codes * codePrice;
