import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { LambdaSpec } from '../template/deployment.ts';
import { functionEnvironment } from './function-environment.ts';
import { type FunctionError, failed, type Outcome } from './outcome.ts';
import { type RuntimeApi, startRuntimeApi } from './runtime-api.ts';

/** Lambda gives the code outside the handler 10 seconds ("Understanding the Lambda execution environment lifecycle"). */
const INIT_TIMEOUT_MS = 10_000;

const RUNTIME_CLIENT = createRequire(import.meta.url).resolve('aws-lambda-ric');
const SHIM = fileURLToPath(new URL('./rapid-shim.cjs', import.meta.url));

export type ProcessOptions = {
  processEnvironment: Record<string, string>;
  /** Open file that takes standard output and standard error. */
  logFd: number;
};

export type LambdaProcess = {
  /** Undefined when the handler is loaded; else why it is not. Never rejects. */
  initialized: Promise<FunctionError | undefined>;
  /** Runs one event; the process must be idle. Never rejects: see {@link Outcome}. */
  invoke: (requestId: string, event: string) => Promise<Outcome>;
  /** False once the process has ended or is being ended. */
  isAlive: () => boolean;
  /** Ends the process; resolves when it is gone. May be repeated. */
  end: () => Promise<void>;
};

/**
 * Starts one execution environment of a function: the real runtime client in a process of its own, which runs one
 * event at a time. A function that outlives its timeout is killed, as on Lambda.
 */
export const startLambdaProcess = async (
  spec: LambdaSpec,
  options: ProcessOptions,
): Promise<LambdaProcess> => {
  const api = await startRuntimeApi();
  const child = spawnFunction(spec, options, api.address);
  const exited = exitOf(child);
  let ending = false;

  const end = async () => {
    ending = true;
    child.kill('SIGKILL');
    await exited;
    await api.close();
  };
  exited.then(end);

  const initialized = initialize(api, exited);
  initialized.then((error) => error && end());

  const invoke = async (requestId: string, event: string): Promise<Outcome> => {
    const timeoutMs = spec.timeoutSeconds * 1000;
    const timer = timeoutAfter(timeoutMs);
    const outcome = await Promise.race([
      api.invoke({
        requestId,
        event,
        functionArn: spec.arn,
        traceId: traceId(),
        deadlineMs: Date.now() + timeoutMs,
      }),
      exited.then((how) => failed('Runtime.ExitError', `RequestId: ${requestId} Error: ${how}`)),
      timer.expired.then(() => timedOut(requestId, spec.timeoutSeconds)),
    ]);
    timer.cancel();
    if (!outcome.ok && LOST.has(outcome.error.errorType)) await end();
    return outcome;
  };

  return { initialized, invoke, isAlive: () => !ending, end };
};

/** After these the process is not used again. */
const LOST = new Set(['Sandbox.Timedout', 'Runtime.ExitError']);

const timedOut = (requestId: string, seconds: number) =>
  failed(
    'Sandbox.Timedout',
    `RequestId: ${requestId} Error: Task timed out after ${seconds.toFixed(2)} seconds`,
  );

const spawnFunction = (spec: LambdaSpec, { processEnvironment, logFd }: ProcessOptions, runtimeApi: string) =>
  spawn(process.execPath, [...memoryFlags(spec.memoryMb), '--require', SHIM, RUNTIME_CLIENT], {
    cwd: spec.codeDir,
    env: functionEnvironment(spec, { runtimeApi, processEnvironment, logStream: logStream() }),
    stdio: ['ignore', logFd, logFd],
  });

/** Lambda's own start script leaves a tenth of the memory to what is not the heap. */
const memoryFlags = (memoryMb: number) => [`--max-old-space-size=${Math.floor(memoryMb * 0.9)}`];

const initialize = async (api: RuntimeApi, exited: Promise<string>): Promise<FunctionError | undefined> => {
  const timer = timeoutAfter(INIT_TIMEOUT_MS);
  try {
    return await Promise.race([
      api.initialized.then(() => undefined),
      exited.then((how) => ({ errorType: 'Runtime.ExitError', errorMessage: how })),
      timer.expired.then(() => ({
        errorType: 'Sandbox.InitTimedout',
        errorMessage: 'Init took over 10 seconds',
      })),
    ]);
  } catch (error) {
    return error as FunctionError;
  } finally {
    timer.cancel();
  }
};

const exitOf = (child: ChildProcess) =>
  new Promise<string>((resolve) => {
    child.once('error', () => resolve('Runtime could not be started'));
    child.once('exit', (code, signal) =>
      resolve(
        signal
          ? `Runtime exited with error: signal: ${signal}`
          : `Runtime exited with error: exit status ${code}`,
      ),
    );
  });

const timeoutAfter = (milliseconds: number) => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, milliseconds);
  return { expired: promise, cancel: () => clearTimeout(timer) };
};

const logStream = () =>
  `${new Date().toISOString().slice(0, 10).replaceAll('-', '/')}/[$LATEST]${randomBytes(16).toString('hex')}`;

const traceId = () =>
  `Root=1-${Math.floor(Date.now() / 1000).toString(16)}-${randomBytes(12).toString('hex')};Parent=${randomBytes(8).toString('hex')};Sampled=0`;
