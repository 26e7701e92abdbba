import { SecurityNoticeError } from '../../client-example/secure-chat/src/errors.ts';
import type { ReadMessage } from '../../client-example/secure-chat/src/messages/incoming.ts';
import type { Device } from './device.ts';
import { type Log, startOver } from './log.ts';
import type { StoredMessage, World } from './world.ts';

const GRACE_MS = 5 * 60 * 1000;

/** One in a round. Five people who all trust different epochs have been seen to need fourteen. */
const MOST_DECISIONS = 30;

/** Nothing goes wrong any more, everybody is online and has time, and people decide on what they are shown, until nothing is left to decide. */
export const calmDown = async (world: World, devices: readonly Device[], log: Log): Promise<void> => {
  world.failures.often = 0;
  for (const device of devices) {
    device.goOffline(); // who comes back asks what there is, whatever the operator has kept from them
    device.goOnline();
  }
  for (let round = 0; round < MOST_DECISIONS; round++) {
    for (const device of at(world, devices)) if (!device.keeper()) void device.start();
    await world.schedule.calm();
    for (const device of at(world, devices)) device.keeper()?.attend()();
    await world.schedule.calm();
    const troubled = at(world, devices).filter(
      (device) => isTroubled(device) && !log.uninvited.has(device.userId),
    );
    if (troubled.length === 0) return;
    await settleOne(world, devices, log, troubled);
    await world.schedule.calm();
  }
};

/** Devices of those whom Stream lists. */
const at = (world: World, devices: readonly Device[]): Device[] =>
  devices.filter(({ userId }) => world.channel().members.has(userId));

const isTroubled = (device: Device): boolean =>
  !device.keeper() || device.keeper()?.notice() !== null || device.keeper()?.epoch() === null;

const settleOne = async (
  world: World,
  devices: readonly Device[],
  log: Log,
  troubled: readonly Device[],
): Promise<void> => {
  const deciding = troubled.find((device) => {
    const kind = device.keeper()?.notice()?.kind;
    return kind !== undefined && kind !== 'no-access' && kind !== 'removed';
  });
  if (deciding) {
    const kind = deciding.keeper()?.notice()?.kind;
    const isFalse =
      (kind === 'epoch-not-announced' && !log.hasForks && !log.removers.has(deciding.userId)) ||
      (kind === 'contact-mismatch' && !log.isAttacked && !log.hasLies);
    if (isFalse) log.violations.push(`${deciding.userId} has a false ${kind}`);
    return decideOn(world, deciding);
  }
  const shutOut = troubled.find((device) => device.keeper());
  const good = at(world, devices).find((device) => !isTroubled(device) && !log.uninvited.has(device.userId));
  if (!shutOut) return;
  if (!good) {
    startOver(log);
    return run(shutOut.keeper()?.decide('start-over'));
  }
  run(good.keeper()?.addMember(shutOut.userId)); // as the notice says
};

/** What is asked about is accepted; where that cannot be, as nobody has signed it, the person keeps to what was. */
const decideOn = async (world: World, device: Device): Promise<void> => {
  const notice = JSON.stringify(device.keeper()?.notice());
  await world.schedule.settle();
  run(device.keeper()?.decide('accept'));
  await world.schedule.calm();
  if (JSON.stringify(device.keeper()?.notice()) === notice) run(device.keeper()?.decide('keep'));
};

const run = (work: Promise<unknown> | undefined): void => void work?.catch(() => {});

export const checkEverything = async (world: World, devices: readonly Device[], log: Log): Promise<void> => {
  const say = (violation: string) => void log.violations.push(violation);
  const members = at(world, devices).filter(({ userId }) => !log.uninvited.has(userId));
  checkRegistry(world, log, say);
  for (const device of at(world, devices)) await checkForgeries(world, device, log, say);
  if (log.hasLies) return;
  await settleBySending(world, devices, log, members);
  await checkSending(world, members, say);
  checkAgreement(world, members, say);
  for (const device of members) {
    const gone = devices.filter((other) => !at(world, devices).includes(other));
    const pending = await Promise.all(gone.map((other) => other.owesHistory()));
    await checkReading(world, device, { ...log, hasForks: log.hasForks || pending.includes(true) }, say);
  }
  for (const device of at(world, devices)) await checkUninvited(world, device, log, say);
};

/** Nobody's words are ever read under another name, and no device of a reader goes by another author key than theirs. */
const checkForgeries = async (world: World, device: Device, log: Log, say: Say): Promise<void> => {
  if (!device.keeper()) return;
  for (const message of log.forgeries)
    if ((await reading(world, device, message)) === 'forged words') say(`${device.userId} reads a forgery`);
};

type Say = (violation: string) => void;

const checkRegistry = (world: World, { isAttacked }: Log, say: Say): void => {
  const epochs = world.epochs();
  if (!isAttacked && epochs.some(({ epoch }, index) => epoch !== index + 1)) say('the registry has gaps');
  if (new Set(epochs.map((epoch) => epoch.encryptionSessionId)).size < epochs.length)
    say('the registry has a session twice');
  for (const { encryptionSessionId } of epochs)
    if (world.seald.sessions.get(encryptionSessionId)?.isRevoked) say('a registered session was revoked');
};

/** What comes up only when somebody sends is decided on, too, and the others are given time for what comes of it. */
const settleBySending = async (
  world: World,
  devices: readonly Device[],
  log: Log,
  members: readonly Device[],
): Promise<void> => {
  for (let round = 0; round < MOST_DECISIONS; round++) {
    let isSettled = true;
    for (const device of members) {
      if (!((await sending(world, device)) instanceof SecurityNoticeError)) continue;
      isSettled = false;
      await decideOn(world, device);
      await calmDown(world, devices, log);
    }
    if (isSettled) return;
  }
};

/** Whoever the members let in can send, and all of them read it. */
const checkSending = async (world: World, members: readonly Device[], say: Say): Promise<void> => {
  for (const device of members) {
    const failure = await sending(world, device);
    if (failure !== null)
      say(`${device.userId} cannot send: ${failure} ${device.keeper()?.notice()?.kind ?? ''}`);
    const message = world.messages.at(-1);
    for (const other of members) await demandWords(world, other, message, say);
  }
};

/** What it fails with, or null. */
const sending = async (world: World, device: Device): Promise<unknown> => {
  let outcome: unknown = 'no answer';
  device.send(`last words of ${device.userId}`).then(
    () => {
      outcome = null;
    },
    (error: unknown) => {
      outcome = error;
    },
  );
  await world.schedule.calm();
  return outcome;
};

const checkAgreement = (world: World, members: readonly Device[], say: Say): void => {
  const current = world.epochs().at(-1)?.encryptionSessionId;
  for (const device of members)
    if (device.keeper()?.epoch()?.encryptionSessionId !== current)
      say(`${device.userId} is in another epoch`);
  if (members.length > 0 && world.named() !== current) say('the channel names another session');
};

/** Each reads what was encrypted for them and, where the policy is so, everything. */
const checkReading = async (world: World, device: Device, log: Log, say: Say): Promise<void> => {
  const account = world.seald.accountOf(device.userId);
  for (const message of world.messages) {
    const { encryptionSessionId } = message;
    const isTrusted = (device.keeper()?.epochs() ?? []).some(
      (epoch) => epoch.encryptionSessionId === encryptionSessionId,
    );
    const isGranted = isTrusted || isGrantedSince(world, account, encryptionSessionId);
    const isReader = world.seald.readersOf(encryptionSessionId).has(account);
    const isDue = log.hasForks ? isReader && isTrusted : (isReader && isGranted) || world.history === 'whole';
    const mayBeLate = log.isAttacked || world.sentUnsure.has(message.id);
    if (isDue && !(mayBeLate && isLate(device, message))) await demandWords(world, device, message, say);
  }
};

/** A device that has never seen an epoch finds it from the present one, as long as no epoch between is without this user. */
const isGrantedSince = (world: World, account: string, encryptionSessionId: string): boolean => {
  const epochs = world.epochs();
  const place = epochs.findIndex((epoch) => epoch.encryptionSessionId === encryptionSessionId);
  return epochs.slice(place).every((epoch) => world.seald.readersOf(epoch.encryptionSessionId).has(account));
};

const checkUninvited = async (world: World, device: Device, log: Log, say: Say): Promise<void> => {
  if (!log.uninvited.has(device.userId) || !device.keeper()) return;
  for (const message of world.messages)
    if ((await reading(world, device, message)) === message.words) say(`${device.userId} reads uninvited`);
};

const demandWords = async (
  world: World,
  device: Device,
  message: StoredMessage | undefined,
  say: Say,
): Promise<void> => {
  if (!message) return;
  const words = await reading(world, device, message);
  if (mayBeUnknown(world, message).includes(words)) return;
  if (words !== message.words)
    say(`${device.userId} cannot read ${message.id} of ${message.user.id}: ${words}`);
};

/**
 * Of somebody who is out, or of an identity that was lost, this device may never have learned the author key. Where both are true it may know another one of theirs, and nobody tells
 * that they had two.
 */
const mayBeUnknown = (world: World, { user: { id } }: StoredMessage): readonly string[] => {
  const [isOut, isAnew] = [!world.channel().members.has(id), world.seald.accountsOf(id).length > 1];
  if (isOut && isAnew) return ['unknown-author', 'wrong-author'];
  return isOut || isAnew ? ['unknown-author'] : [];
};

/** What a message reads as; again while a server has not answered, as it is with whoever looks again. */
const reading = async (world: World, device: Device, message: StoredMessage): Promise<string> => {
  for (let attempt = 0; attempt < 10; attempt++) {
    let found: ReadMessage | undefined;
    device.read(message).then(
      (read) => {
        found = read;
      },
      () => {},
    );
    await world.schedule.calm();
    if (!found) return 'no answer';
    if (found.kind !== 'unreadable') return found.kind === 'message' ? found.text : found.kind;
    if (!found.isPassing || found.reason !== 'undecryptable') return found.reason;
  }
  return 'never an answer';
};

/**
 * Stored so long after its epoch ended that no reader takes it: an epoch that the operator has taken back may have ended it on this device, or
 * its sender could ask nobody. Without the registry sending goes on, and a channel whose data could not be written when the
 * epoch began, or a hook that is away as well, lets it through.
 */
const isLate = (device: Device, { encryptionSessionId, created_at }: StoredMessage): boolean => {
  const epochs = device.keeper()?.epochs() ?? [];
  const next = epochs[epochs.findIndex((epoch) => epoch.encryptionSessionId === encryptionSessionId) + 1];
  return (
    next !== undefined && new Date(created_at ?? 0).getTime() > new Date(next.startedAt).getTime() + GRACE_MS
  );
};
