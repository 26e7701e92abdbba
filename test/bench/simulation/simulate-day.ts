import { readStageConfig } from '../../../infra/stage-config.ts';
import { functions, perMessage } from '../../../operations/cost/assumptions.ts';
import { type Load, usageOf } from '../../../operations/cost/usage.ts';
import { createChances } from './chances.ts';
import { DAY_SECONDS, ratesOfDay } from './day.ts';
import { inputs } from './inputs.ts';
import { type HookDay, simulateHook } from './simulate-hook.ts';

export const DAYS_A_MONTH = 30;
export const MONTH_SECONDS = DAYS_A_MONTH * DAY_SECONDS;
/** A stage that sets nothing but what it must. */
export const defaults = readStageConfig('example');

/** What a stage may set, or a team have done; as a stage has it unless told. */
export type Choice = {
  provisioned: number;
  reserved: number | undefined;
  webhookRate: number;
  webhookBurst: number;
  memoryMb: number;
  codeMs: number;
  concurrencyOfAccount: number;
  isDeployed: boolean;
};

export const unlessTold: Choice = {
  provisioned: defaults.hook.provisionedConcurrency ?? 0,
  reserved: defaults.hook.reservedConcurrency,
  webhookRate: defaults.throttling.webhookRate,
  webhookBurst: defaults.throttling.webhookBurst,
  memoryMb: inputs.lambda.memoryMb,
  codeMs: inputs.hook.codeMs,
  concurrencyOfAccount: inputs.lambda.concurrencyOfAccount,
  isDeployed: true,
};

/** What so many users do in a month. */
export const loadOf = (users: number): Load => ({
  users,
  messages: users * inputs.people.messagesPerUserPerDay * DAYS_A_MONTH,
  members: inputs.people.members,
});

/** One day of so many users. The same for the same seed. */
export const simulateDay = (
  users: number,
  choice: Partial<Choice> = {},
  seed: number = inputs.seed,
): HookDay => {
  const chosen = { ...unlessTold, ...choice };
  const chances = createChances(seed);
  const { hook, lambda, people, stream } = inputs;
  const callsPerDay = users * people.messagesPerUserPerDay * perMessage.hookCalls;
  const rates = ratesOfDay(callsPerDay, people, chances);
  const others = othersAtWork(loadOf(users));
  const busy = (second: number) => (rates[Math.floor(second)] ?? 0) / (callsPerDay / DAY_SECONDS);
  const slower = processorFactor(chosen.memoryMb);
  const container = chances.time(hook.container);
  const secret = chances.time(hook.secret);
  const warm = chances.timePicked(hook.warm);
  const code = chosen.codeMs * hook.slowerProcessor * slower;
  const slowerThanNow = slower / processorFactor(lambda.memoryMb);
  return simulateHook(
    {
      rates,
      throttle: { rate: chosen.webhookRate, burst: chosen.webhookBurst },
      containers: {
        provisioned: chosen.provisioned,
        atWorkAtMost: (second) => chosen.reserved ?? chosen.concurrencyOfAccount - others * busy(second),
        newContainers: lambda.newContainers,
        idleSeconds: lambda.idleSeconds,
        lifeSeconds: lambda.lifeSeconds,
      },
      way: chances.timePicked(hook.way),
      start: () => container() + code + secret(),
      answer: () => warm() * slowerThanNow,
      timeoutMs: stream.hookTimeoutMs,
      deployedAt: chosen.isDeployed ? inputs.deploymentHour * 3600 : undefined,
    },
    chances,
  );
};

/** A function with less memory gets less of a processor, and with more not more: our code has one thread. */
const processorFactor = (memoryMb: number): number =>
  Math.max(1, inputs.lambda.memoryOfOneProcessorMb / memoryMb);

/** Calls of all other functions at work at once, on average over the day (Little's law). */
export const othersAtWork = (load: Load): number => {
  const { calls } = usageOf(load);
  const names = Object.keys(functions) as (keyof typeof functions)[];
  const atWork = names
    .filter((name) => name !== 'stream-webhook')
    .map((name) => (calls[name] / MONTH_SECONDS) * (functions[name].milliseconds / 1000));
  return atWork.reduce((sum, one) => sum + one, 0);
};
