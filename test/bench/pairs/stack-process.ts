import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { Session } from 'node:inspector/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { StackUrls } from '../../../local/stack/stack-urls.ts';
import { type Stack, startStack } from '../../../local/stack/start-stack.ts';
import { answerQuestions } from './asked-process.ts';
import { type CpuTime, cpuByPart, NOT_MEASURED, type PartOfFile } from './cpu-by-part.ts';
import { type EventLoop, watchEventLoop } from './event-loop.ts';
import { childrenCpu } from './function-cpu.ts';

/** A whole stack in a process of its own, which says what each of its parts used of the processor. */
export type StackQuestion = 'start' | 'begin' | 'end' | 'close';
export type StackAnswer = {
  urls?: StackUrls;
  /** Between `begin` and `end`. */
  load?: StackLoad;
};
export type StackLoad = { cpu: CpuTime; eventLoop: EventLoop; hooksFailed: number };

const SAMPLE_EVERY_US = 1_000;
/** How often somebody may ask for a code is not what this is about. */
const ENDLESS_CODES = {
  CODES_PER_USER: '100000',
  CODES_PER_FACTOR: '100000',
  CODES_PER_CALLING_CODE: '1000000',
  CODES_PER_DAY: '1000000',
};
/** Where the parts of the stack's own process lie; the functions have processes of their own. */
const PARTS: PartOfFile = [
  ['node:inspector', NOT_MEASURED],
  ['/test/bench/', NOT_MEASURED],
  ['/local/stream/', 'Stream emulator'],
  ['/ws/lib/', 'Stream emulator'],
  ['/local/seald/', 'Seald emulator'],
  ['/local/gateway/', 'gateway and Lambda service'],
  ['/local/lambda/', 'gateway and Lambda service'],
  ['/local/dynamodb/', 'dynalite'],
  ['/dynalite/', 'dynalite'],
  ['/local/sqs/', 'SQS and its clients'],
  ['/fauxqs/', 'SQS and its clients'],
  ['/fastify/', 'SQS and its clients'],
  ['/@aws-sdk/', 'SQS and its clients'],
  ['/@smithy/', 'SQS and its clients'],
  ['/local/platform/', 'stored state and logs'],
  ['/undici/', "the emulators' own HTTP calls"],
];
const OTHERS = 'other functions';

const stateDir = mkdtempSync(join(tmpdir(), 'sealed-stream-pairs-'));
process.on('exit', () => rmSync(stateDir, { recursive: true, force: true }));

const openStack = async () => {
  const stack = await startStack({
    port: 0,
    stateDir,
    fresh: true,
    warmAll: false,
    functionVariables: ENDLESS_CODES,
  });
  stack.streamService.faults.set({ rateLimits: 'off' });
  return stack;
};

const functionCpu = (stack: Stack): CpuTime => {
  const nameOf = new Map(stack.deployment.functions.map(({ codeDir, name }) => [codeDir, name]));
  const times: CpuTime = {};
  for (const [folder, ms] of Object.entries(childrenCpu())) {
    const name = nameOf.get(folder) ?? OTHERS;
    const part = `function ${name}`;
    times[part] = (times[part] ?? 0) + ms;
  }
  return times;
};

const countFailedHooks = ({ logDir }: Stack): number => {
  const file = join(logDir, 'stream.log');
  return existsSync(file) ? readFileSync(file, 'utf8').split('hook failed').length - 1 : 0;
};

const beginLoad = async (stack: Stack) => {
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.setSamplingInterval', { interval: SAMPLE_EVERY_US });
  await session.post('Profiler.start');
  const [functionsBefore, failedBefore] = [functionCpu(stack), countFailedHooks(stack)];
  const before = process.cpuUsage();
  const loop = watchEventLoop();
  return async (): Promise<StackLoad> => {
    const { user, system } = process.cpuUsage(before);
    const eventLoop = loop.end();
    const { profile } = await session.post('Profiler.stop');
    session.disconnect();
    const { [NOT_MEASURED]: _, ...sampled } = cpuByPart(profile, PARTS);
    const cpu = shareOut((user + system) / 1000, sampled);
    for (const [part, ms] of Object.entries(functionCpu(stack)))
      cpu[part] = Math.max(0, ms - (functionsBefore[part] ?? 0));
    return { cpu, eventLoop, hooksFailed: countFailedHooks(stack) - failedBefore };
  };
};

/** The samples say how it is shared; how much it is altogether, the system. */
const shareOut = (totalMs: number, sampled: CpuTime): CpuTime => {
  const all = Object.values(sampled).reduce((sum, ms) => sum + ms, 0);
  return Object.fromEntries(Object.entries(sampled).map(([part, ms]) => [part, (ms / all) * totalMs]));
};

let running: Stack | undefined;
let endLoad: (() => Promise<StackLoad>) | undefined;

const answerTo = async (question: StackQuestion): Promise<StackAnswer> => {
  if (question === 'start') {
    running = await openStack();
    const { streamService, sealdService, gateway, secrets, deployment, restart, close, ...urls } = running;
    return { urls };
  }
  if (!running) throw new Error('the stack is not up');
  if (question === 'close') await running.close();
  if (question === 'begin') endLoad = await beginLoad(running);
  const load = question === 'end' ? await endLoad?.() : undefined;
  return load ? { load } : {};
};

answerQuestions(answerTo);
