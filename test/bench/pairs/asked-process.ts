import { fork } from 'node:child_process';
import { once } from 'node:events';

type Asked = { number: number; question: unknown };
type Told = { number: number; answer: unknown } | { number: number; failure: string };

/** A process of its own that answers questions. */
export type AskedProcess<Question, Answer> = {
  /** Rejects when the work failed there, or the process has ended. */
  ask: (question: Question) => Promise<Answer>;
  /** Waits until it has ended by itself after its last answer, or ends it. May be repeated. */
  end: () => Promise<void>;
};

/** Starts `file` with the `given` words as its arguments. */
export const startAsked = <Question, Answer>(
  file: URL,
  given: readonly string[] = [],
  execArgv: readonly string[] = [],
): AskedProcess<Question, Answer> => {
  const child = fork(file, [...given], { execArgv: [...process.execArgv, ...execArgv] });
  const waiting = new Map<number, PromiseWithResolvers<Answer>>();
  const exited = once(child, 'exit').then(() => {
    for (const { reject } of waiting.values()) reject(new Error(`${file.pathname} has ended`));
  });
  child.on('message', (told: Told) => {
    const asker = waiting.get(told.number);
    waiting.delete(told.number);
    if ('failure' in told) asker?.reject(new Error(told.failure));
    else asker?.resolve(told.answer as Answer);
  });
  let asked = 0;
  return {
    ask: (question) => {
      const number = asked++;
      const asker = Promise.withResolvers<Answer>();
      waiting.set(number, asker);
      child.send({ number, question } satisfies Asked);
      return asker.promise;
    },
    end: async () => {
      child.kill('SIGKILL');
      await exited;
    },
  };
};

/** The other side: answers each question, one after another. Ends the process when nobody can ask any more. */
export const answerQuestions = <Question, Answer>(
  answerTo: (question: Question) => Promise<Answer>,
): void => {
  let queue: Promise<unknown> = Promise.resolve();
  process.on('message', ({ number, question }: Asked) => {
    queue = queue.then(async () => {
      const told: Told = await answerTo(question as Question).then(
        (answer) => ({ number, answer }),
        (error) => ({ number, failure: error instanceof Error ? (error.stack ?? error.message) : 'unknown' }),
      );
      process.send?.(told);
    });
  });
  process.on('disconnect', () => process.exit());
};
