import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { listen } from '../platform/serve.ts';
import type { Service } from '../platform/service.ts';
import type { Deployment } from '../template/deployment.ts';
import { type AccessLog, openAccessLog } from './access-log.ts';
import type { Answer } from './answer.ts';
import { createFaults, type GatewayFaults } from './faults.ts';
import { createFunctions, type Functions } from './functions.ts';
import { createRequestHandler } from './handle-request.ts';
import { localDeployment, type Replacements } from './local-deployment.ts';
import { readRequest } from './request.ts';

/** "Total combined size of request line and header values: 10,240 bytes"; Node answers 431 beyond it. */
const MAX_HEADER_BYTES = 10_240;

export type GatewayOptions = {
  port: number;
  /** Where the API is; the loopback interface's unless told. The functions' own servers stay there. */
  address?: string | undefined;
  deployment: Deployment;
  /** Each function's output goes to `<logDir>/<name>.log`, one line a request to `<logDir>/gateway.log`; both are appended to. */
  logDir: string;
  /** Added to each function process: `AWS_ENDPOINT_URL_DYNAMODB`, credentials, region. Nothing else of ours is. */
  processEnvironment: Record<string, string>;
  replace?: Omit<Replacements, 'api'>;
  /** Gets a line for each function that failed. */
  onLine?: (line: string) => void;
  /** Gets the bytes of every request's URL, headers and body, and of every answer's body. */
  onWire?: (bytes: Uint8Array) => void;
};

export type GatewayService = Service & {
  faults: GatewayFaults;
  /** Runs any function of the deployment by its short name, as Lambda does for other callers than the gateway. */
  invoke: Functions['invoke'];
  /** Has one process of each function ready, the one named first, or that one `alone`; reports those that do not load through `onLine`. Never rejects. */
  warm: (first?: string, alone?: boolean) => Promise<void>;
};

/**
 * Starts the part API Gateway and Lambda play: an HTTP API in front of the deployment's functions, each
 * run by the real Lambda runtime client. Functions start with their first request, or with `warm`.
 *
 * Left out: custom domains, stages other than `$default`, payload 1.0, response streaming, mutual TLS, freezing a process
 * between two events. Unlike AWS there are at most four processes a function; further events wait for one.
 */
export const startGateway = async (options: GatewayOptions): Promise<GatewayService> => {
  const { logDir, processEnvironment, onLine = () => {} } = options;
  const log = openAccessLog(logDir);
  const { faults, dropsAnswer, compressedBodies } = createFaults();
  let serve: ReturnType<typeof createServing> | undefined;
  const server = createServer({ maxHeaderSize: MAX_HEADER_BYTES }, (message, response) => {
    // Only a connection that broke off gets here: whatever arrives whole is answered.
    serve?.(message, response).catch(() => response.destroy());
  });
  const { url, close } = await listen(server, options.port, options.address);
  // Functions are told the API's address, which is known only now; nobody else knows it yet.
  const deployment = localDeployment(options.deployment, { ...options.replace, api: url });
  const functions = createFunctions(deployment.functions, { logDir, processEnvironment });
  const handle = createRequestHandler(deployment, functions.invoke, undefined, compressedBodies);
  serve = createServing({ ...options, onLine, handle, log, dropsAnswer });
  return {
    name: 'gateway',
    url,
    faults,
    invoke: functions.invoke,
    warm: (first, alone) =>
      functions.warm((name, type) => onLine(`${name} does not load: ${type}, see ${name}.log`), first, alone),
    close: async () => {
      await Promise.all([close(), functions.close()]);
      log.close();
    },
  };
};

type Serving = Pick<GatewayOptions, 'onWire'> & {
  onLine: (line: string) => void;
  handle: ReturnType<typeof createRequestHandler>;
  log: AccessLog;
  dropsAnswer: (routeKey: string) => boolean;
};

/** Takes a request off the wire, has it handled, logs it and sends the answer. */
const createServing =
  ({ handle, log, dropsAnswer, onLine, onWire = () => {} }: Serving) =>
  async (message: IncomingMessage, response: ServerResponse) => {
    const startedAt = performance.now();
    const requestId = randomUUID();
    const request = await readRequest(message);
    onWire(Buffer.from(`${message.method} ${message.url}\n${message.rawHeaders.join('\n')}`));
    if (request.body) onWire(request.body);
    const { answer, routeKey, functionError } = await handle(request, requestId);
    onWire(answer.body);
    if (functionError) onLine(`${routeKey}: ${functionError}, request ${requestId}`);
    const durationMs = Math.round(performance.now() - startedAt);
    log.write({
      requestId,
      routeKey,
      status: answer.status,
      durationMs,
      ...(functionError && { functionError }),
    });
    if (dropsAnswer(routeKey)) message.socket.destroy();
    else send(response, answer, requestId);
  };

const send = (response: ServerResponse, { status, headers, cookies, body }: Answer, requestId: string) => {
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  if (cookies.length) response.setHeader('set-cookie', cookies);
  response.setHeader('apigw-requestid', requestId);
  if (status !== 204) response.setHeader('content-length', body.length);
  response.writeHead(status).end(body);
};
