import type { ClientAnswer } from './client-process.ts';
import type { CpuTime } from './cpu-by-part.ts';
import type { StackLoad } from './stack-process.ts';

/** What was measured with so many pairs. */
export type Step = {
  pairs: number;
  /** Messages a second that they would write if each was seen at once. */
  offered: number;
  answers: readonly ClientAnswer[];
  load: StackLoad;
};

const CLIENTS = 'clients (SDKs and core)';

export const seenAfterMs = ({ answers }: Step): number[] =>
  answers.flatMap(({ seenAfterMs }) => seenAfterMs).sort((one, other) => one - other);

export const unseen = ({ answers }: Step): number => answers.reduce((sum, answer) => sum + answer.unseen, 0);

export const secondsOf = ({ answers }: Step): number => Math.max(...answers.map(({ seconds }) => seconds));

/** Messages a second that the other side has read. */
export const seenPerSecond = (step: Step): number => seenAfterMs(step).length / secondsOf(step);

/** Of all parts, clients too. */
export const cpuOf = ({ answers, load }: Step): CpuTime => ({
  ...load.cpu,
  [CLIENTS]: answers.reduce((sum, { cpuMs }) => sum + cpuMs, 0),
});

export const percentile = (sorted: readonly number[], share: number): number =>
  sorted[Math.round(share * (sorted.length - 1))] ?? Number.NaN;

/** Event loops that could be the narrow place, by share of the time in which they are busy. */
export const busiest = ({ answers, load }: Step): { name: string; busy: number } => {
  const loops = [
    { name: "the emulators' process", busy: load.eventLoop.busy },
    ...answers
      .filter(({ seenAfterMs }) => seenAfterMs.length > 0)
      .map(({ eventLoop }) => ({ name: 'a process of clients', busy: eventLoop.busy })),
  ];
  return loops.reduce((most, loop) => (loop.busy > most.busy ? loop : most));
};
