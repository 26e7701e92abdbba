import { closeSync, openSync } from 'node:fs';
import { devNull } from 'node:os';
import { fileURLToPath } from 'node:url';
import { decodeJwt } from 'jose';
import { toEvent } from '../../../local/gateway/event.ts';
import { functionEnvironment } from '../../../local/lambda/function-environment.ts';
import { startLambdaProcess } from '../../../local/lambda/lambda-process.ts';
import type { CallName } from './calls.ts';
import { type Child, startChild } from './child.ts';
import type { Contenders } from './contenders.ts';
import type { Call } from './load.ts';

const HANDLER_PROCESS = fileURLToPath(new URL('./handler-process.ts', import.meta.url));

/** What API Gateway makes of a call. */
export const eventOf = ({ stack: { deployment } }: Contenders, name: CallName, call: Call): unknown => {
  const route = deployment.routes.find(({ functionName }) => functionName === name);
  if (!route) throw new Error(`The template has no route to ${name}.`);
  const body = Buffer.from(call.body ?? '');
  const { authorization, ...headers } = call.headers;
  const request = {
    ...call,
    headers: { ...headers, ...(authorization && { authorization }) },
    rawQueryString: '',
    cookies: [],
    body,
    sourceIp: '127.0.0.1',
    protocol: 'HTTP/1.1',
  };
  const jwt = authorization && { claims: claimsOf(authorization), scopes: null };
  return toEvent(request, body, {
    deployment,
    route,
    pathParameters: {},
    requestId: 'bench',
    ...(jwt && { jwt }),
  });
};

const claimsOf = (authorization: string): Record<string, string> =>
  Object.fromEntries(
    Object.entries(decodeJwt(authorization.slice('Bearer '.length))).map(([name, value]) => [
      name,
      String(value),
    ]),
  );

/** The bundle of a function in a process that only calls its handler. */
export const startHandler = ({ stack, specOf }: Contenders, name: CallName): Promise<Child<unknown>> =>
  startChild(
    HANDLER_PROCESS,
    functionEnvironment(specOf(name), {
      runtimeApi: '',
      logStream: '',
      processEnvironment: stack.awsEnvironment,
    }),
  );

/** Milliseconds from nothing to the first answer of a function, in a process of the real runtime client. */
export const coldStart = async (contenders: Contenders, name: CallName): Promise<number> => {
  const event = JSON.stringify(eventOf(contenders, name, contenders.calls[name][0] as Call));
  const logFd = openSync(devNull, 'a');
  const began = performance.now();
  const lambda = await startLambdaProcess(contenders.specOf(name), {
    processEnvironment: contenders.stack.awsEnvironment,
    logFd,
  });
  const problem = await lambda.initialized;
  const outcome = await lambda.invoke('bench', event);
  const took = performance.now() - began;
  await lambda.end();
  closeSync(logFd);
  if (problem ?? (!outcome.ok || JSON.parse(outcome.payload).statusCode !== 200))
    throw new Error(`${name} did not start: ${JSON.stringify(problem ?? outcome)}`);
  return took;
};
