import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';

const END_MS = 10_000;

export type Child<Ready> = {
  pid: number;
  /** The first thing it told. */
  ready: Ready;
  /** Sends it something and waits for what it tells next. One at a time. */
  ask: <Answer>(question: unknown) => Promise<Answer>;
  /** Lets go of it, and waits until it has ended, which it does by itself then. */
  close: () => Promise<void>;
};

/** Starts a script in a process of its own, with exactly these variables, and waits for the first thing it tells. Throws when it ends before. */
export const startChild = async <Ready>(
  script: string,
  env: Record<string, string>,
): Promise<Child<Ready>> => {
  const child = fork(script, { env, execArgv: [], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const ready = (await answerOf(child)) as Ready;
  return {
    pid: child.pid as number,
    ready,
    ask: async <Answer>(question: unknown) => {
      const answer = answerOf(child);
      child.send(question as object);
      return (await answer) as Answer;
    },
    close: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      const timer = setTimeout(() => child.kill('SIGKILL'), END_MS);
      child.disconnect();
      await ended;
      clearTimeout(timer);
    },
  };
};

const answerOf = async (child: ChildProcess): Promise<unknown> => {
  const ended = new AbortController();
  const [answer] = await Promise.race([
    once(child, 'message', { signal: ended.signal }),
    once(child, 'exit', { signal: ended.signal }).then(([code]) => {
      throw new Error(`${child.spawnargs[1]} ended with ${code}.`);
    }),
  ]).finally(() => ended.abort());
  return answer;
};
