import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { IncomingMessage } from 'node:http';
import type { AwsCall } from '../../local/platform/record-calls.ts';

/** What one request made a function ask of the tables and of Stream. */
export type RoundTrips = { reads: number; writes: number; stream: number };

const READS = ['GetItem', 'Query', 'BatchGetItem'];
const WRITES = ['PutItem', 'UpdateItem', 'DeleteItem', 'BatchWriteItem'];
/** The id of one taking from a bucket; see dynamodb-buckets.ts. */
const TAKING = /^(?=.*"BUDGET#).*":id":\{"S":"([^"]+)"\}/s;
/** Of Node ("Diagnostics Channel", HTTP): each request that a server of this process begins to read. */
const REQUEST_STARTS = 'http.server.request.start';

/**
 * Counts the round trips of requests that are sent one after another. Taking from a bucket counts once: a container that does not know it yet may write twice. Call
 * `close` when done.
 */
export const openTripMeter = () => {
  const calls: AwsCall[] = [];
  const hosts: (string | undefined)[] = [];
  const onRequest = (message: unknown) => {
    hosts.push((message as { request: IncomingMessage }).request.headers.host);
  };
  subscribe(REQUEST_STARTS, onRequest);

  const tripsSince = (call: number, host: number, caller: string, stream: string): RoundTrips => {
    const made = calls.slice(call).filter((one) => one.caller === caller);
    const actions = made.map(({ target }) => target.split('.')[1] ?? '');
    const takings = made.flatMap(({ body }) => TAKING.exec(body)?.[1] ?? []);
    const writes = actions.filter((action) => WRITES.includes(action)).length;
    return {
      reads: actions.filter((action) => READS.includes(action)).length,
      writes: writes - takings.length + new Set(takings).size,
      stream: hosts.slice(host).filter((name) => name === new URL(stream).host).length,
    };
  };

  return {
    onAwsCall: (call: AwsCall) => {
      if (call.target.startsWith('DynamoDB')) calls.push(call);
    },
    /** Those of a function while something is asked of it, and all that reach Stream meanwhile. */
    async during(caller: string, stream: string, act: () => Promise<void>): Promise<RoundTrips> {
      const [call, host] = [calls.length, hosts.length];
      await act();
      return tripsSince(call, host, caller, stream);
    },
    close: () => unsubscribe(REQUEST_STARTS, onRequest),
  };
};
