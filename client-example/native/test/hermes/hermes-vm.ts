import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Phone } from '../phone/phone.ts';
import { hermesProgram } from './hermes-program.ts';
import olderRegExp from './older-regexp.cjs';
import { packed, unpacked } from './packed.ts';

const { olderExpression } = olderRegExp;

const HERE = import.meta.dirname;
/** No command takes so long, unless what it waits for does not come. */
const COMMAND_MS = 60_000;
const ENDED = 'The Hermes VM has ended.';

type Problem = { name: string; code?: string; message: string; stack: string };
/** What the app's side says, a line each: see `react-native-side.js`. */
type Said = {
  next?: true;
  call?: string;
  ask?: string;
  tell?: string;
  args?: unknown[];
  id?: number;
  timer?: number;
  ms?: number;
  repeats?: boolean;
  clear?: number;
  done?: number;
  value?: unknown;
  problem?: Problem;
  exception?: string;
  stack?: string[];
  log?: string;
};
type Running = { resolve: (value: unknown) => void; reject: (error: Error) => void };
type VmOptions = { onLog?: (line: string) => void };
type Commands<C> = { [K in keyof C]: (...args: never[]) => unknown };

/** A running Hermes. `C`: what the bundle has put into `__commands`. */
export type HermesVm<C extends Commands<C>> = {
  /** What the app threw and nobody caught. */
  problems: string[];
  /** Calls one of the commands. Rejects with what it throws, by name, code and message. */
  run: <K extends keyof C & string>(
    command: K,
    ...args: Parameters<C[K]>
  ) => Promise<Awaited<ReturnType<C[K]>>>;
  /** As when the system ends the app: nothing is closed. */
  kill: () => Promise<void>;
};

/** Starts a bundle in a Hermes VM on this phone. */
export const startVm = <C extends Commands<C>>(
  bundle: string,
  phone: Phone,
  { onLog = () => {} }: VmOptions = {},
): HermesVm<C> => {
  const folder = mkdtempSync(join(tmpdir(), 'sealed-stream-hermes-'));
  const program = join(folder, 'program.js');
  writeFileSync(program, programOf(bundle));
  const vm = spawn(String(hermesProgram()), [program], { stdio: ['pipe', 'pipe', 'inherit'] });
  const events: object[] = [];
  const timers = new Map<number, NodeJS.Timeout>();
  const running = new Map<number, Running>();
  const problems: string[] = [];
  let isIdle = false;
  let isOver = false;
  let commands = 0;

  const answer = (value: object) => vm.stdin.write(`exec __answer=${literal(value)},0\ncontinue\n`);
  const pump = (): void => {
    const event = isIdle && events.shift();
    if (!event) return;
    isIdle = false;
    answer(event);
  };
  const give = (event: object): void => {
    if (isOver) return;
    events.push(event);
    pump();
  };
  phone.start((name, ...args) =>
    name === 'device'
      ? give({ device: args[0], payload: packed(args[1]) })
      : give({ happened: name, args: packed(args) }),
  );
  const asked = (name: string, args: unknown): unknown => phone.call(name, unpacked(args) as unknown[]);
  const ask = async (name: string, { args, id }: Said): Promise<void> => {
    try {
      give({ answer: id, value: packed(await asked(name, args)) ?? null });
    } catch (error) {
      give({ answer: id, problem: wordsOf(error) });
    }
  };
  const call = (name: string, { args = [] }: Said): void => {
    try {
      const value = name === 'regexp' ? olderExpression(args[0], args[1]) : packed(asked(name, args));
      answer({ value: value ?? null });
    } catch (error) {
      answer({ problem: wordsOf(error) });
    }
  };
  const setTimer = (timer: number, { ms, repeats }: Said): void => {
    const due = () => give({ timer });
    timers.set(timer, repeats ? setInterval(due, ms) : setTimeout(due, ms));
  };
  const clear = (timer: number): void => {
    clearTimeout(timers.get(timer));
    timers.delete(timer);
  };
  const finish = (command: number, { problem, value }: Said): void => {
    const { resolve, reject } = running.get(command) ?? {};
    if (problem) reject?.(Object.assign(new Error(problem.message), problem));
    else resolve?.(unpacked(value));
  };
  const receive = (said: Said): void => {
    if (isOver) return;
    if (said.next) {
      isIdle = true;
      pump();
    } else if (said.call) call(said.call, said);
    else if (said.ask) void ask(said.ask, said);
    else if (said.tell) asked(said.tell, said.args);
    else if (said.timer) setTimer(said.timer, said);
    else if (said.clear) clear(said.clear);
    else if (said.done) finish(said.done, said);
    else if (said.exception) {
      problems.push(said.exception);
      onLog(`exception: ${said.exception} ${JSON.stringify(said.stack)}`);
    } else if (said.log !== undefined) onLog(said.log);
  };
  createInterface({ input: vm.stdout }).on('line', (line) => {
    const at = line.indexOf('\u0001');
    if (at >= 0) receive(JSON.parse(line.slice(at + 1)));
    else if (!/^(?:Break on|Continuing|0$|\s*$)/.test(line)) onLog(line);
  });
  const ended = new Promise<void>((resolve) => {
    vm.once('exit', () => {
      isOver = true;
      for (const { reject } of running.values()) reject(new Error(ENDED));
      resolve();
    });
  });
  vm.stdin.on('error', () => {}); // it has ended, which `exit` tells

  const run = async (command: string, ...args: unknown[]): Promise<unknown> => {
    if (isOver) throw new Error(ENDED);
    const id = ++commands;
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    const late = setTimeout(() => reject(new Error(`${command} has not ended in time.`)), COMMAND_MS);
    running.set(id, { resolve, reject });
    give({ command, args: packed(args), id });
    return promise.finally(() => {
      clearTimeout(late);
      running.delete(id);
    });
  };
  return {
    problems,
    run: run as HermesVm<C>['run'],
    kill: async () => {
      isOver = true;
      for (const timer of timers.values()) clearTimeout(timer);
      phone.stop();
      vm.kill('SIGKILL');
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
};

const programOf = (bundle: string): string => {
  const part = (file: string) => readFileSync(join(HERE, file), 'utf8');
  const { version } = createRequire(import.meta.url)('react-native-nitro-modules/package.json');
  return [
    'var module = {};',
    part('../phone/native-side.js'),
    'globalThis.__installNativeSide = module.exports; module = undefined;',
    `globalThis.__nitroVersion = ${JSON.stringify(version)};`,
    part('engine-gaps.js'),
    part('react-native-side.js'),
    readFileSync(bundle, 'utf8'),
    '__loop();',
  ].join('\n');
};

const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

const literal = (value: object): string =>
  JSON.stringify(value)
    .replace(/\u2028/g, '\\u2028')
    .replace(/\u2029/g, '\\u2029');
