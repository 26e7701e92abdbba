import type { Epoch } from '../../shared/contract/encryption-session.ts';
import { forgedStatement } from '../support/forged-statement.ts';
import type { Device } from './device.ts';
import type { Log } from './log.ts';
import { CID, OPERATOR, type Person, type World } from './world.ts';

type Attack = (world: World, log: Log, whom: Person) => Promise<void> | void;

/** What whoever runs backend and Stream can do past every member. */
export const ATTACKS = {
  'operator-registers': async (world, log, whom) => {
    if (world.epochs().length === 0) return; // the first epoch is taken on the backend's word
    await registerForeign(world, log, whom);
  },
  'operator-puts-back': async (world, log, whom) => {
    if (world.channel().members.has(whom) || !wasReader(world, whom)) return;
    const by = [...world.channel().members].find((id) => id !== whom);
    world.setMember(whom, true);
    await registerForeign(world, log, (by ?? whom) as Person);
  },
  'operator-rolls-back': (world) => {
    if (world.epochs().length < 2) return;
    world.epochs().pop();
    nameCurrent(world);
  },
  'operator-drops': (world) => {
    const last = world.epochs().pop();
    if (!last) return;
    const { announcement: _, ...rest } = last;
    world.epochs().push(rest);
  },
  'operator-swaps': (world) => {
    const epochs = world.epochs();
    const older = epochs[world.chance.below(epochs.length || 1)]?.encryptionSessionId;
    world.nameSession(world.chance.happens(0.5) ? older : crypto.randomUUID());
  },
} satisfies Record<string, Attack>;

export const attack = async (
  world: World,
  log: Log,
  what: keyof typeof ATTACKS,
  whom: Person,
): Promise<void> => {
  log.hasForks = true;
  log.isAttacked = true;
  await ATTACKS[what](world, log, whom);
};

/** From here on the registry tells the operator's key for somebody, to whoever has not pinned theirs. */
export const lieAbout = async (
  world: World,
  log: Log,
  devices: readonly Device[],
  whom: Person,
): Promise<void> => {
  log.hasForks = true;
  log.isAttacked = true;
  world.lies.set(whom, OPERATOR);
  log.hasLies = true;
  for (const { userId, hasPinned } of devices) if (!hasPinned(whom)) log.mayTrustOperator.add(userId);
};

const registerForeign = async (world: World, log: Log, by: Person): Promise<void> => {
  const foreign = await foreignEpoch(world, log, by);
  world.registered.add(foreign.encryptionSessionId);
  world.epochs().push(foreign);
  nameCurrent(world);
};

const wasReader = (world: World, whom: Person): boolean =>
  world.epochs().some(({ encryptionSessionId }) => world.seald.isOrWasFor(encryptionSessionId, whom));

/** An epoch that the operator can read, as like a member's as it can be made without a member's keys. */
const foreignEpoch = async (world: World, log: Log, whom: Person): Promise<Epoch> => {
  const { chance, seald, schedule } = world;
  const last = world.epochs().at(-1);
  const members = [...world.channel().members].filter((id) => !log.uninvited.has(id));
  const by = members.includes(whom) ? whom : (members[0] ?? whom);
  const session = await seald.forUser(OPERATOR, async () => {}).create(members);
  const encryptionSessionId = session.sessionId;
  const at = schedule.now().toISOString();
  const operator = await world.authorAt(OPERATOR);
  const keys = await world.authors.authorKeys(members);
  const readers = keys.map((one) =>
    world.lies.has(one.id) ? { ...one, authorKey: operator.authorKey } : one,
  );
  const said = { cid: CID, encryptionSessionId, from: by, readers, history: world.history, startedAt: at };
  const forged = await session.encryptMessage(
    await forgedStatement(operator, said, last?.encryptionSessionId),
  );
  const announcements = [undefined, forged, last?.announcement];
  const announcement = announcements[chance.below(announcements.length)];
  return {
    encryptionSessionId,
    epoch: world.epochs().length + 1,
    createdBy: by,
    createdAt: at,
    ...(chance.happens(0.7) && { welcome: forged }),
    ...(announcement && { announcement }),
  };
};

const nameCurrent = (world: World): void => world.nameSession(world.epochs().at(-1)?.encryptionSessionId);

/** Adds somebody at Stream whom no member lets in. */
export const operatorAdds = (world: World, log: Log, whom: Person): void => {
  if (world.channel().members.has(whom) || wasReader(world, whom) || log.invited.has(whom)) return;
  if (log.hasStartedOver || world.epochs().length === 0) return; // the first epoch is for whoever Stream lists
  log.uninvited.add(whom);
  world.setMember(whom, true);
};
