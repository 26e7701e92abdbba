import { LEASE_MS } from '../../../shared/contract/enrolment-machine.ts';
import type { User } from '../../../shared/domain/user.ts';
import { openEnrolment } from '../../unit/secure-chat/fake-enrolment.ts';
import {
  type FakeDevice,
  type FakeSeald,
  fakeSealdSdk,
  newFakeSeald,
  sessionOf,
} from '../../unit/secure-chat/fake-seald.ts';
import {
  type Call,
  ConnectionLost,
  DEVICES,
  type DeviceState,
  mirror,
  newDevice,
  type Outcome,
  startDevice,
  tell,
} from './device-run.ts';

export type Bounds = {
  secondAccount: FakeSeald['secondAccount'];
  /** How many crashes, lost answers and late requests there are in a run, and how many turns that are over before their time. */
  faults: number;
  slow: number;
};

/** A request that its device has given up, and with what it had when it asked. */
type Late = { of: number; call: Call; database: FakeDevice };
type Device = {
  now: DeviceState;
  /** Lost for good. */
  isGone: boolean;
  /** Nothing has changed since it fell asleep. */
  isSoundAsleep: boolean;
  codes: number;
};

/** Two devices of one new person, the backend's record and Seald, at one moment. Never changed once it is made. */
export type World = {
  devices: readonly Device[];
  record: User | null;
  seald: FakeSeald;
  now: number;
  late: readonly Late[];
  faultsLeft: number;
  slowLeft: number;
};

/** What can happen next: `name` says it to whoever reads a failed run. */
export type Choice = { name: string; happen: () => Promise<World> };

/** What no other device sees or is seen by happens as soon as a device comes to it. */
const AT_ONCE = new Set([
  'api.challenge',
  'sdk.initiateIdentity',
  'sdk.importIdentity',
  'sdk.ssks2MR.keyStore.challengeValidate',
]);

/** To fail at these changes nothing, and to die before a call is to have died after the one before. */
const ONLY_LOOKS = new Set(['api.me', 'sdk.ssks2MR.keyStore.search', 'sdk.utils.getRecipients', 'sleep']);

/** Requests that a server may carry out long after the device has given them up. */
const MAY_BE_LATE = new Set(['api.claimIdentity', 'api.enroll', 'sdk.pushJwt', 'sdk.ssks2MR.saveIdentity']);

export const openWorld = async ({ secondAccount, faults, slow }: Bounds): Promise<World> => ({
  devices: await Promise.all(
    DEVICES.map(async (name) => ({
      now: await newDevice(name),
      isGone: false,
      isSoundAsleep: false,
      codes: 0,
    })),
  ),
  record: null,
  seald: newFakeSeald({ secondAccount }),
  now: 0,
  late: [],
  faultsLeft: faults,
  slowLeft: slow,
});

let clock = 0;
let keys = 0;
/** The backend's own rules, on the record of whichever world it is put to. */
const backend = openEnrolment({ now: () => clock, newKey: () => `key ${++keys}` });

type Api = Record<string, (...args: unknown[]) => Promise<unknown>>;

const atBackend = async (world: World, at: number, { name, args }: Call) => {
  clock = world.now;
  backend.put(world.record);
  const { codes } = world.devices[at] as Device;
  const challenge = async () => {
    const attempt = backend.attempt();
    const twoManRuleSessionId = sessionOf(attempt, `${DEVICES[at]}${codes + 1}`);
    return { mustAuthenticate: true, twoManRuleKey: '', twoManRuleSessionId, attempt };
  };
  const api = { ...backend.api, challenge } as unknown as Api;
  const outcome = await outcomeOf(async () => api[name.slice('api.'.length)]?.(...args));
  return { outcome, record: backend.find() };
};

const atSeald = async (world: World, { name, args }: Call, then: FakeDevice) => {
  const { stored, spent } = world.seald;
  const seald = { ...world.seald, stored: new Map(stored), spent: new Set(spent) };
  const database = { ...then };
  const path = name.split('.').slice(1);
  const call = path.reduce<unknown>(
    (inside, key) => Reflect.get(inside as object, key),
    fakeSealdSdk(seald, database),
  );
  const outcome = await outcomeOf(() => (call as Api[string])(...args));
  return { outcome, seald, database };
};

const outcomeOf = (work: () => Promise<unknown>): Promise<Outcome> =>
  work().then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );

type Done = { world: World; outcome: Outcome; database: FakeDevice };

/** Carries a call of a device out, so that all but that device knows of it. `database`: what the device has meanwhile. */
const carryOut = async (world: World, at: number, call: Call, database: FakeDevice): Promise<Done> => {
  if (call.name === 'sleep') return { world, outcome: { value: undefined }, database };
  const isAtSeald = call.name.startsWith('sdk.');
  const { outcome, ...done } = isAtSeald
    ? await atSeald(world, call, database)
    : await atBackend(world, at, call);
  const changed = ONLY_LOOKS.has(call.name) ? world : awake({ ...world, ...done, ...noDatabase });
  return { world: changed, outcome, database: 'database' in done ? done.database : database };
};
const noDatabase = { database: undefined };

/** Something has changed: a device that waits for it may look again. */
const awake = (world: World): World => ({
  ...world,
  devices: world.devices.map((device) => ({ ...device, isSoundAsleep: false })),
});

const withDevice = (world: World, at: number, change: Partial<Device>): World => ({
  ...world,
  devices: world.devices.map((device, index) => (index === at ? { ...device, ...change } : device)),
});

/** The device hears what its call came to, and goes on to its next one. */
const hear = async ({ world, outcome, database }: Done, at: number, call: Call): Promise<World> => {
  const device = world.devices[at] as Device;
  const now = await tell(device.now, { outcome, database });
  const isAsleep = now.call?.name === 'sleep';
  const codes = device.codes + (call.name === 'api.challenge' ? 1 : 0);
  return withDevice(world, at, { now, codes, isSoundAsleep: isAsleep });
};

const lost: Outcome = { error: new ConnectionLost() };

const faultsAt = (world: World, at: number, call: Call): Choice[] => {
  if (ONLY_LOOKS.has(call.name)) return [];
  const { now } = world.devices[at] as Device;
  const { database } = now.kept;
  const left = { ...world, faultsLeft: world.faultsLeft - 1 };
  const done = () => carryOut(left, at, call, database);
  const of = (name: string, happen: Choice['happen']) => ({
    name: `${DEVICES[at]} ${name} ${call.name}`,
    happen,
  });
  const isLast = world.devices.every(({ isGone }, index) => index === at || isGone); // somebody has to be left
  return [
    of('dies after', async () => {
      const after = await done();
      const kept = { ...now.kept, database: after.database };
      return withDevice(after.world, at, { now: await startDevice(kept), isSoundAsleep: false });
    }),
    ...(isLast
      ? []
      : [of('dies for good after', async () => withDevice((await done()).world, at, { isGone: true }))]),
    of('gets no answer of', async () => hear({ ...(await done()), outcome: lost }, at, call)),
    ...(MAY_BE_LATE.has(call.name)
      ? [
          of('is too late with', () => {
            const later = { ...left, late: [...world.late, { of: at, call, database }] };
            return hear({ world: later, outcome: lost, database }, at, call);
          }),
        ]
      : []),
  ];
};

const stepsOf = (world: World, at: number): Choice[] => {
  const device = world.devices[at] as Device;
  const { call, kept } = device.now;
  if (!call || device.isGone) return [];
  const happen = async () => hear(await carryOut(world, at, call, kept.database), at, call);
  const mayGoOn = call.name !== 'sleep' || !device.isSoundAsleep;
  const step = mayGoOn ? [{ name: `${DEVICES[at]} ${call.name}`, happen }] : [];
  return world.faultsLeft > 0 ? [...step, ...faultsAt(world, at, call)] : step;
};

const atLast = (world: World, which: Late): Choice => ({
  name: `at last: ${DEVICES[which.of]} ${which.call.name}`,
  happen: async () => {
    const late = world.late.filter((other) => other !== which);
    const done = await carryOut({ ...world, late }, which.of, which.call, which.database);
    return done.world;
  },
});

const isTurnRunning = ({ now, record }: World) => now < (record?.enrolment?.leaseUntil ?? 0);

const turnIsOver = (world: World, slowLeft: number): Choice => ({
  name: 'the turn is over',
  happen: async () => awake({ ...world, now: world.now + LEASE_MS, slowLeft }),
});

/** All that can happen next. None: the run is at its end. */
export const choicesOf = (world: World): Choice[] => {
  const alone = world.devices.findIndex(({ now, isGone }) => !isGone && AT_ONCE.has(now.call?.name ?? ''));
  if (alone >= 0) return stepsOf(world, alone);
  const found = world.devices.flatMap((_, at) => stepsOf(world, at));
  const late = world.late.map((which) => atLast(world, which));
  if (!isTurnRunning(world)) return [...found, ...late];
  const isStuck = found.every(({ name }) => / (?:dies|gets no|is too late)/.test(name));
  if (isStuck && late.length === 0) return [...found, turnIsOver(world, world.slowLeft)];
  return [...found, ...late, ...(world.slowLeft > 0 ? [turnIsOver(world, world.slowLeft - 1)] : [])];
};

/** Worlds with the same key go on in the same way. Two devices that have changed places make no other world. */
export const keyOf = (world: World): string => {
  const { record, seald, devices } = world;
  const { version: _, leaseUntil: __, ...enrolment } = record?.enrolment ?? { version: '' };
  const told = JSON.stringify([
    enrolment,
    isTurnRunning(world),
    record !== null,
    record?.enrolledAt !== undefined,
    [...seald.stored].sort(),
    seald.bound,
    [...seald.spent].sort(),
    world.late.map(({ of, call, database }) => [DEVICES[of], call, database]),
    world.faultsLeft,
    world.slowLeft,
  ]);
  const [one, other] = devices.map(({ now, isGone, isSoundAsleep }) =>
    isGone ? ['gone', 'gone'] : [`${now.number}${isSoundAsleep}`, `${now.mirrored}${isSoundAsleep}`],
  );
  const straight = `${told} ${one?.[0]} ${other?.[0]}`;
  const swapped = `${mirror(told)} ${other?.[1]} ${one?.[1]}`;
  return straight < swapped ? straight : swapped;
};
