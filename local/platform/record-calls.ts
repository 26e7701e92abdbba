import type { Server } from 'node:http';

/** One call of an AWS service, as its caller signed it. */
export type AwsCall = {
  /** Access key id in the signature: on this machine each function has one of its own. */
  caller: string;
  /** `X-Amz-Target`, for example `DynamoDB_20120810.GetItem`. */
  target: string;
  body: string;
};

export type OnCall = (call: AwsCall) => void;

const HEAD_END = Buffer.from('\r\n\r\n');
const CREDENTIAL = /Credential=([^/\s]+)\//i;

const header = (head: string, name: string): string | undefined =>
  new RegExp(`^${name}: *(.*)$`, 'im').exec(head)?.[1]?.trim();

/**
 * Shows `onCall` every signed request that arrives at a server which speaks AWS's JSON protocol. Reads along on the socket, since a
 * request's body can be read by one listener only. Call it before the server listens.
 */
export const recordCalls = (server: Server, onCall: OnCall | undefined): void => {
  if (!onCall) return;
  server.on('connection', (socket) => {
    let held: Buffer = Buffer.alloc(0);
    socket.on('data', (bytes) => {
      held = readCalls(Buffer.concat([held, bytes]), onCall);
    });
  });
};

/** Gives back what does not make a whole request yet. */
const readCalls = (bytes: Buffer, onCall: OnCall): Buffer => {
  let rest = bytes;
  for (;;) {
    const headEnd = rest.indexOf(HEAD_END);
    if (headEnd < 0) return rest;
    const head = rest.toString('latin1', 0, headEnd);
    const bodyAt = headEnd + HEAD_END.length;
    const end = bodyAt + Number(header(head, 'content-length') ?? 0);
    if (rest.length < end) return rest;
    const caller = CREDENTIAL.exec(head)?.[1];
    if (caller)
      onCall({
        caller,
        target: header(head, 'x-amz-target') ?? '',
        body: rest.toString('utf8', bodyAt, end),
      });
    rest = rest.subarray(end);
  }
};
