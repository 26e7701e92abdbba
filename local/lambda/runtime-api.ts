import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { listen } from '../platform/serve.ts';
import { type FunctionError, failed, type Outcome } from './outcome.ts';

/** Lambda's limit on a synchronous answer, in bytes ("Lambda quotas": 6 MB, counted as 6,291,556). */
const MAX_RESPONSE_BYTES = 6_291_556;

export type Invocation = {
  requestId: string;
  functionArn: string;
  traceId: string;
  /** When Lambda ends the process, in milliseconds since the epoch. */
  deadlineMs: number;
  /** The event as JSON text. */
  event: string;
};

export type RuntimeApi = {
  /** Value of `AWS_LAMBDA_RUNTIME_API`: host and port, no scheme. */
  address: string;
  /** Resolves when the process asks for its first invocation; rejects with a {@link FunctionError} it reports before. */
  initialized: Promise<void>;
  /** Hands one event to the process. Only one at a time. */
  invoke: (invocation: Invocation) => Promise<Outcome>;
  close: () => Promise<void>;
};

type Waiting = { invocation: Invocation; settle: (outcome: Outcome) => void };

/** Brings the one event and the process that asks for it together, whichever comes first. */
const createExchange = () => {
  let waiting: Waiting | undefined;
  let idle: ServerResponse | undefined;
  const handOver = () => {
    if (!idle || !waiting) return;
    sendInvocation(idle, waiting.invocation);
    idle = undefined;
  };
  return {
    askedForNext: (response: ServerResponse) => {
      idle = response;
      handOver();
    },
    invoke: (invocation: Invocation) =>
      new Promise<Outcome>((settle) => {
        waiting = { invocation, settle };
        handOver();
      }),
    /** False for a request id that is not the present one. */
    settle: (requestId: string, outcome: Outcome) => {
      if (waiting?.invocation.requestId !== requestId) return false;
      waiting.settle(outcome);
      waiting = undefined;
      return true;
    },
  };
};

/**
 * The Lambda Runtime API ("Using the Lambda runtime API for custom runtimes", version 2018-06-01) for ONE process.
 * A server each, because the client sends nothing that says which process it is.
 */
export const startRuntimeApi = async (): Promise<RuntimeApi> => {
  const exchange = createExchange();
  const init = Promise.withResolvers<void>();
  init.promise.catch(() => {});

  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const path = request.url ?? '';
    if (path === '/lifeline') return;
    if (path.endsWith('/invocation/next')) {
      init.resolve();
      return exchange.askedForNext(response);
    }
    const body = await readText(request);
    if (path.endsWith('/init/error')) {
      init.reject(parseError(body));
      return accept(response);
    }
    const [, requestId = '', kind] = /\/invocation\/([^/]+)\/(response|error)$/.exec(path) ?? [];
    const outcome: Outcome = kind === 'error' ? { ok: false, error: parseError(body) } : sized(body);
    return exchange.settle(requestId, outcome) ? accept(response) : refuse(response);
  };

  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy());
  });
  // A function may sleep for minutes between invocations, or during one.
  server.requestTimeout = 0;
  server.keepAliveTimeout = 0;
  const { url, close } = await listen(server, 0);
  return { address: new URL(url).host, initialized: init.promise, invoke: exchange.invoke, close };
};

const sendInvocation = (response: ServerResponse, invocation: Invocation) => {
  response.writeHead(200, {
    'content-type': 'application/json',
    'lambda-runtime-aws-request-id': invocation.requestId,
    'lambda-runtime-deadline-ms': String(invocation.deadlineMs),
    'lambda-runtime-invoked-function-arn': invocation.functionArn,
    'lambda-runtime-trace-id': invocation.traceId,
  });
  response.end(invocation.event);
};

const sized = (payload: string): Outcome =>
  Buffer.byteLength(payload) <= MAX_RESPONSE_BYTES
    ? { ok: true, payload }
    : failed(
        'Function.ResponseSizeTooLarge',
        `Response payload size exceeded maximum allowed payload size (${MAX_RESPONSE_BYTES} bytes).`,
      );

const parseError = (body: string): FunctionError => {
  const { errorType, errorMessage } = JSON.parse(body) as Partial<FunctionError>;
  return { errorType: errorType ?? 'Unknown', errorMessage: errorMessage ?? '' };
};

const readText = async (request: IncomingMessage) => {
  const chunks: Uint8Array[] = [];
  for await (const chunk of request) chunks.push(chunk as Uint8Array);
  return Buffer.concat(chunks).toString('utf8');
};

const accept = (response: ServerResponse) => {
  response.writeHead(202, { 'content-type': 'application/json' }).end('{"status":"OK"}');
};

const refuse = (response: ServerResponse) => {
  response
    .writeHead(400, { 'content-type': 'application/json' })
    .end('{"errorType":"InvalidRequestID","errorMessage":"Invalid request ID"}');
};
