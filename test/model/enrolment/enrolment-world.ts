import { LEASE_MS } from '../../../shared/contract/enrolment-machine.ts';
import { openEnrolment } from '../../unit/secure-chat/fake-enrolment.ts';
import { type FakeSeald, newFakeSeald, sessionOf } from '../../unit/secure-chat/fake-seald.ts';
import { ConnectionLost, createDevice, type HeldCall, type ModelDevice } from './device-run.ts';

export type Bounds = {
  secondAccount: FakeSeald['secondAccount'];
  /** How many crashes, lost answers and late requests there are in a run, and how many turns that are over before their time. */
  faults: number;
  slow: number;
};

/** What can happen next: `name` says it to whoever reads a failed run. */
export type Choice = { name: string; happen: () => Promise<void> };

/**
 * Which calls happen as soon as a device comes to them: what no other device sees or is seen by, and the way to the first code, on which nothing depends on the other
 * device. All other calls are held back for as long as can be.
 */
const happensAtOnce = (device: ModelDevice): boolean => {
  const name = device.held()?.name ?? '';
  return AT_ONCE.has(name) || (name === 'api.me' && !device.hasCode());
};
const AT_ONCE = new Set([
  'api.signup',
  'api.challenge',
  'sdk.initiateIdentity',
  'sdk.importIdentity',
  'sdk.ssks2MR.keyStore.challengeValidate',
]);

/** To fail at these changes nothing, and to die before a call is to have died after the one before. */
const ONLY_LOOKS = new Set(['api.me', 'sdk.ssks2MR.keyStore.search', 'sleep']);

/** Requests that a server may carry out long after the device has given them up. */
const MAY_BE_LATE = new Set(['api.claimIdentity', 'api.enroll', 'sdk.pushJwt', 'sdk.ssks2MR.saveIdentity']);

const NAMES = ['dev1ce', 'dev2ce'];
const swap = (text: string) =>
  text.replaceAll(/dev[12]ce/g, (name) => NAMES[name === 'dev1ce' ? 1 : 0] ?? '');

const settled = () => new Promise(setImmediate);

/** Two devices of one new person, the backend's own rules, and Seald; everything that happens is chosen from outside. */
export const openWorld = async ({ secondAccount, faults, slow }: Bounds) => {
  let now = 0;
  let codes = 0;
  const codesOf: Record<string, number> = {};
  let keys = 0;
  let faultsLeft = faults;
  let slowLeft = slow;
  /** Grows with all that a sleeping device might be waiting for. */
  let changes = 0;
  const sleptAt = new Map<string, number>();
  const floating: { name: string; carryOut: () => Promise<unknown> }[] = [];
  const seald = newFakeSeald({ secondAccount });
  const backend = openEnrolment({ now: () => now, newKey: () => `key ${++keys}` });
  const apiOf = (name: string) => ({
    ...backend.api,
    challenge: async () => {
      const attempt = backend.attempt();
      codes += 1;
      codesOf[name] = (codesOf[name] ?? 0) + 1;
      const twoManRuleSessionId = sessionOf(attempt, `${name}${codesOf[name]}`);
      return { mustAuthenticate: true, twoManRuleKey: '', twoManRuleSessionId, attempt };
    },
  });
  const devices = NAMES.map((name) => createDevice(name, seald, apiOf(name)));
  for (const device of devices) device.begin();
  await settled();

  const noteSleep = ({ name, held }: ModelDevice) => {
    if (held()?.name === 'sleep' && !sleptAt.has(name)) sleptAt.set(name, changes);
  };
  const go = async (work: () => Promise<void> | void) => {
    await work();
    await settled();
    for (const device of devices) noteSleep(device);
  };
  const carryOut = async (call: HeldCall): Promise<{ value: unknown } | { error: unknown }> => {
    if (call.name !== 'api.me' && !call.name.endsWith('search')) changes += 1;
    return call.carryOut().then(
      (value) => ({ value }),
      (error: unknown) => ({ error }),
    );
  };

  const letThrough = (device: ModelDevice, call: HeldCall) => async () => {
    sleptAt.delete(device.name);
    const outcome = await carryOut(call);
    const told = 'value' in outcome ? outcome.value : String(outcome.error);
    device.hear(call, JSON.stringify(told) ?? '');
    if ('value' in outcome) call.answer(outcome.value);
    else call.fail(outcome.error);
  };
  const fault = (work: () => Promise<void> | void) => async () => {
    faultsLeft -= 1;
    await work();
  };
  const loseAnswer = (device: ModelDevice, call: HeldCall) => async () => {
    await carryOut(call);
    device.hear(call, 'lost');
    call.fail(new ConnectionLost());
  };
  const delay = (device: ModelDevice, call: HeldCall) => () => {
    floating.push({ name: `${device.name} ${call.name}`, carryOut: call.carryOutLate });
    device.hear(call, 'lost');
    call.fail(new ConnectionLost());
  };
  const faultsAt = (device: ModelDevice, call: HeldCall): Choice[] => {
    const of = (name: string, work: () => Promise<void> | void) => ({
      name: `${device.name} ${name} ${call.name}`,
      happen: () => go(fault(work)),
    });
    if (ONLY_LOOKS.has(call.name)) return [];
    const dieAfter = (isForGood: boolean) => async () => {
      await carryOut(call);
      device.die(isForGood);
    };
    return [
      of('dies after', dieAfter(false)),
      of('dies for good after', dieAfter(true)),
      of('gets no answer of', loseAnswer(device, call)),
      ...(MAY_BE_LATE.has(call.name) ? [of('is too late with', delay(device, call))] : []),
    ];
  };
  const ofDevice = (device: ModelDevice): Choice[] => {
    const call = device.held();
    if (!call) return [];
    const mayGoOn = call.name !== 'sleep' || sleptAt.get(device.name) !== changes;
    const others = devices.filter((other) => other !== device && other.state() !== 'gone');
    const steps = mayGoOn
      ? [{ name: `${device.name} ${call.name}`, happen: () => go(letThrough(device, call)) }]
      : [];
    const isLast = others.length === 0; // somebody has to be left
    const failing = faultsLeft > 0 ? faultsAt(device, call) : [];
    return [...steps, ...failing.filter(({ name }) => !(isLast && name.includes('for good')))];
  };
  const passTime = async () => {
    now += LEASE_MS;
    changes += 1;
  };
  const passEarly = async () => {
    slowLeft -= 1;
    await passTime();
  };
  const isTurnRunning = () => now < (backend.find()?.enrolment?.leaseUntil ?? 0);

  const choices = (): Choice[] => {
    const alone = devices.find(happensAtOnce);
    if (alone) return ofDevice(alone);
    const found = devices.flatMap(ofDevice);
    const late = floating.map((call, at) => ({
      name: `at last: ${call.name}`,
      happen: () =>
        go(async () => {
          floating.splice(at, 1);
          changes += 1;
          await call.carryOut().catch(() => undefined);
        }),
    }));
    const time = { name: 'the turn is over', happen: () => go(passTime) };
    const slowly = { name: time.name, happen: () => go(passEarly) };
    const isStuck = found.every(({ name }) => / (dies|gets no|is too late)/.test(name));
    if (isStuck && late.length === 0 && isTurnRunning()) return [...found, time];
    return [...found, ...late, ...(slowLeft > 0 && isTurnRunning() ? [slowly] : [])];
  };

  const key = async () => {
    const { version: _, leaseUntil = 0, ...enrolment } = backend.find()?.enrolment ?? { version: '' };
    const { stored, bound, spent } = seald;
    const sleepers = devices.map(({ name }) => sleptAt.get(name) === changes);
    const told = JSON.stringify([
      enrolment,
      now < leaseUntil,
      backend.find()?.sealedTwoManRuleKey,
      backend.find()?.enrolledAt !== undefined,
      [...stored].sort(),
      bound,
      [...spent].sort(),
      floating.map(({ name }) => name),
      faultsLeft,
      slowLeft,
    ]);
    const [one = '', other = ''] = await Promise.all(
      devices.map(async (device, at) => `${JSON.stringify(await device.key())}${sleepers[at]}`),
    );
    // Two devices that have changed places are no other state.
    const [straight, swapped] = [`${told}${one}${other}`, swap(`${told}${other}${one}`)];
    return straight < swapped ? straight : swapped;
  };

  return {
    devices,
    seald,
    record: backend.find,
    choices,
    key,
    codes: () => codes,
    isUndisturbed: () => faultsLeft === faults && slowLeft === slow,
  };
};

export type EnrolmentWorld = Awaited<ReturnType<typeof openWorld>>;
