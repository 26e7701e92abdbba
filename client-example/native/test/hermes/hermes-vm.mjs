import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import olderRegExp from './older-regexp.cjs';

const { olderExpression } = olderRegExp;

const HERE = import.meta.dirname;
const PLATFORMS = { linux: 'linux64-bin', darwin: 'osx-bin' };
/** Where the Hermes debugger of the npm package is; null on a machine that it was not made for. */
export const hermesProgram = () => {
  const folder = PLATFORMS[process.platform];
  if (!folder || (process.platform === 'linux' && process.arch !== 'x64')) return null;
  const home = createRequire(import.meta.url).resolve('hermes-engine-cli/package.json');
  return join(home, '..', folder, 'hdb');
};

/** Starts a bundle in a Hermes VM on this phone. `run(command, ...args)` calls what the bundle has put into `__commands`. */
export const startVm = (bundle, phone, { onLog = () => {} } = {}) => {
  const folder = mkdtempSync(join(tmpdir(), 'sealed-stream-hermes-'));
  const program = join(folder, 'program.js');
  writeFileSync(program, programOf(bundle));
  const vm = spawn(hermesProgram(), [program], { stdio: ['pipe', 'pipe', 'inherit'] });
  const events = [];
  const timers = new Map();
  const running = new Map();
  const problems = [];
  let isIdle = false;
  let commands = 0;

  const answer = (value) => vm.stdin.write(`exec __answer=${literal(value)},0\ncontinue\n`);
  const pump = () => {
    if (!isIdle || events.length === 0) return;
    isIdle = false;
    answer(events.shift());
  };
  const give = (event) => {
    events.push(event);
    pump();
  };
  phone.start((name, ...args) =>
    name === 'device'
      ? give({ device: args[0], payload: packed(args[1]) })
      : give({ happened: name, args: packed(args) }),
  );
  const ask = async ({ ask: name, args, id }) => {
    try {
      give({ answer: id, value: packed(await phone.call(name, unpacked(args))) ?? null });
    } catch (error) {
      give({ answer: id, problem: String(error?.message ?? error) });
    }
  };
  const call = ({ call: name, args }) => {
    try {
      if (name === 'regexp') return answer({ value: olderExpression(...args) });
      answer({ value: packed(phone.call(name, unpacked(args))) ?? null });
    } catch (error) {
      answer({ problem: String(error?.message ?? error) });
    }
  };
  const receive = (message) => {
    if (message.next) {
      isIdle = true;
      pump();
    } else if (message.call) call(message);
    else if (message.ask) void ask(message);
    else if (message.tell) phone.call(message.tell, unpacked(message.args));
    else if (message.timer) {
      const due = () => give({ timer: message.timer });
      timers.set(message.timer, message.repeats ? setInterval(due, message.ms) : setTimeout(due, message.ms));
    } else if (message.clear) {
      clearTimeout(timers.get(message.clear));
      timers.delete(message.clear);
    } else if (message.done) {
      const { resolve, reject } = running.get(message.done);
      running.delete(message.done);
      if (message.problem) reject(Object.assign(new Error(message.problem.message), message.problem));
      else resolve(unpacked(message.value));
    } else if (message.exception) {
      problems.push(message.exception);
      onLog(`exception: ${message.exception} ${JSON.stringify(message.stack)}`);
    } else if (message.log !== undefined) onLog(message.log);
  };
  createInterface({ input: vm.stdout }).on('line', (line) => {
    const at = line.indexOf('\u0001');
    if (at >= 0) receive(JSON.parse(line.slice(at + 1)));
    else if (!/^(?:Break on|Continuing|0$|\s*$)/.test(line)) onLog(line);
  });
  const ended = new Promise((resolve) => vm.once('exit', resolve));
  ended.then(() => {
    for (const { reject } of running.values()) reject(new Error('the Hermes VM has ended'));
  });

  return {
    /** What the app threw and nobody caught. */
    problems,
    run: (command, ...args) =>
      new Promise((resolve, reject) => {
        const id = ++commands;
        running.set(id, { resolve, reject });
        give({ command, args: packed(args), id });
      }),
    /** As when the system ends the app: nothing is closed. */
    kill: async () => {
      for (const timer of timers.values()) clearTimeout(timer);
      phone.stop();
      vm.kill('SIGKILL');
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
};

const programOf = (bundle) => {
  const part = (file) => readFileSync(join(HERE, file), 'utf8');
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

const literal = (value) =>
  JSON.stringify(value)
    .replace(/\u2028/g, '\\u2028')
    .replace(/\u2029/g, '\\u2029');

const packed = (value) => {
  if (value instanceof Uint8Array)
    return { $bytes: Buffer.from(value.buffer, value.byteOffset, value.length).toString('base64') };
  if (Array.isArray(value)) return value.map(packed);
  if (!value || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, packed(one)]));
};
const unpacked = (value) => {
  if (!value || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map(unpacked);
  if (typeof value.$bytes === 'string') return new Uint8Array(Buffer.from(value.$bytes, 'base64'));
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, unpacked(one)]));
};
