import type { Curve, Findings, Row, Table } from '../bench.ts';
import { exactly, figureOf } from '../figures.ts';
import {
  busiest,
  cpuOf,
  percentile,
  type Step,
  secondsOf,
  seenAfterMs,
  seenPerSecond,
  unseen,
} from './step.ts';

/** Bent is what keeps up with less than this share of the messages. */
const KEPT_UP = 0.9;
/** What takes less than these is not seen among them. */
const CURVES = 8;

/** Tables and curves of what was measured with ever more pairs, on so many cores. */
export const describeSteps = (steps: readonly Step[], cores: number): Findings => ({
  tables: [throughput(steps, cores), latency(steps), cpu(steps, cores)],
  curves: [throughputCurve(steps), latencyCurve(steps), cpuCurve(steps, cores)],
});

const throughput = (steps: readonly Step[], cores: number): Table => ({
  id: 'pairs-throughput',
  title: 'The local stack with more and more chatting pairs: messages seen',
  unit: 'messages a second',
  how:
    'Each pair writes one message a second, in turns, and none before the last was seen; real SDKs and client core in two processes (with more than some ten pairs people are in several), the stack in a third with ' +
    'processes for its functions. Beside it what would be seen if nothing bent. What bends first here is the machine under the emulators, which AWS and ' +
    "Stream's servers are not: no number of this page says what a deployment can carry, the simulation does.",
  rows: steps.map((step) => ({
    name: named(step),
    value: exactly(seenPerSecond(step)),
    alternative: exactly(step.offered),
    note: noteOf(step, cores),
  })),
});

const noteOf = (step: Step, cores: number): string => {
  const { name, busy } = busiest(step);
  const used = total(cpuOf(step)) / (secondsOf(step) * 1000);
  const failed = step.load.hooksFailed > 0 ? `; the hook failed open ${step.load.hooksFailed} times` : '';
  const lost = unseen(step) > 0 ? `; ${unseen(step)} not seen within 10 s` : '';
  const bent = seenPerSecond(step) < KEPT_UP * step.offered ? 'Bent: ' : '';
  return `${bent}${used.toFixed(1)} of ${cores} cores used; busiest is ${name}, ${percent(busy)} of the time${failed}${lost}.`;
};

const latency = (steps: readonly Step[]): Table => ({
  id: 'pairs-latency',
  title: 'The local stack with more and more chatting pairs: from send to seen by the other side',
  unit: 'ms',
  how: 'From the call of `send` until the other device has decrypted and checked the message, of all messages of the same run.',
  rows: steps.map((step) => {
    const all = seenAfterMs(step);
    const { p50, p99 } = step.load.eventLoop;
    return {
      name: named(step),
      value: figureOf(all),
      note: `p99 ${ms(percentile(all, 0.99))}; the emulators' event loop was late by ${ms(p50)} (p50) and ${ms(p99)} (p99).`,
    };
  }),
});

/** Where it is busy and still keeps up, so that what is fixed weighs least. */
const fullest = (steps: readonly Step[]): Step | undefined =>
  steps.findLast((step) => seenPerSecond(step) >= KEPT_UP * step.offered) ?? steps[0];

const cpu = (steps: readonly Step[], cores: number): Table => {
  const step = fullest(steps);
  const parts = step ? byTime(cpuOf(step)) : [];
  const messages = step ? seenAfterMs(step).length : 1;
  return {
    id: 'pairs-cpu',
    title: `What a message takes of the processor, by part, with ${step ? named(step) : 'none'}`,
    unit: 'ms of CPU a message',
    how:
      `On ${cores} cores, all they did while so many chatted divided by the messages seen. Functions and clients as the system counts their processes; the parts of the emulators' ` +
      'one process by samples of its stack, one a millisecond. Nothing is written of functions where there is no /proc.',
    rows: parts
      .filter(([, time]) => time > 0)
      .map(([name, time]): Row => ({ name, value: exactly(time / messages) })),
  };
};

const throughputCurve = (steps: readonly Step[]): Curve => ({
  id: 'pairs-throughput',
  title: 'Local stack: messages a second',
  x: { name: 'chatting pairs', logarithmic: true },
  y: { name: 'messages a second', logarithmic: true },
  series: [
    { name: 'seen', points: steps.map((step) => [step.pairs, seenPerSecond(step)]) },
    { name: 'if nothing bent', points: steps.map((step) => [step.pairs, step.offered]) },
  ],
});

const latencyCurve = (steps: readonly Step[]): Curve => ({
  id: 'pairs-latency',
  title: 'Local stack: from send to seen',
  x: { name: 'chatting pairs', logarithmic: true },
  y: { name: 'ms', logarithmic: true },
  series: [0.5, 0.99].map((share) => ({
    name: `p${share * 100}`,
    points: steps.map((step) => [step.pairs, percentile(seenAfterMs(step), share)] as const),
  })),
});

const cpuCurve = (steps: readonly Step[], cores: number): Curve => {
  const last = steps.at(-1);
  const names = last
    ? byTime(cpuOf(last))
        .slice(0, CURVES)
        .map(([name]) => name)
    : [];
  return {
    id: 'pairs-cpu',
    title: `Local stack: share of ${cores} cores, by part`,
    x: { name: 'chatting pairs', logarithmic: true },
    y: { name: '% of all cores' },
    series: names.map((name) => ({
      name,
      points: steps.map((step) => {
        const share = (cpuOf(step)[name] ?? 0) / (secondsOf(step) * 1000 * cores);
        return [step.pairs, share * 100] as const;
      }),
    })),
  };
};

const named = ({ pairs }: Step): string => (pairs === 1 ? '1 pair' : `${pairs} pairs`);
const total = (times: Record<string, number>): number =>
  Object.values(times).reduce((sum, time) => sum + time, 0);
const byTime = (times: Record<string, number>) =>
  Object.entries(times).sort(([, one], [, other]) => other - one);
const percent = (share: number): string => `${Math.round(share * 100)} %`;
const ms = (value: number): string => `${value < 10 ? value.toFixed(1) : Math.round(value)} ms`;
