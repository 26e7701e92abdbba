import { describe, expect, it } from '@jest/globals';
import type { ContactFinding } from '../../../client-example/secure-chat/src/contacts/contact-check.ts';
import { MessagingApiError, SecurityNoticeError } from '../../../client-example/secure-chat/src/errors.ts';
import type { HistoryPolicy } from '../../../shared/contract/channel.ts';
import { openChannel, outcome, until } from '../../model/open-channel.ts';

type Contacts = NonNullable<Parameters<typeof openChannel>[0]['contacts']>;
type Purpose = Parameters<Contacts['check']>[1];

/** Contacts of whom nothing is found, until this is asked for. */
const createContacts = () => {
  let found: ContactFinding | null = null;
  let isAway = false;
  const looks: [string, Purpose][] = [];
  const check: Contacts['check'] = async (userIds, purpose) => {
    for (const userId of userIds) looks.push([userId, purpose]);
    if (isAway) throw new MessagingApiError('NETWORK_FAILURE');
    return found && userIds.includes(found.userId) ? [found] : [];
  };
  const accept: Contacts['accept'] = async () => {
    found = null;
  };
  const find = (kind: ContactFinding['kind']): void => {
    found = { userId: 'bob', kind };
  };
  const contacts: Contacts = { check, accept };
  return { contacts, find, looks, beAway: (away: boolean) => (isAway = away) };
};

const open = async (history: HistoryPolicy = 'fromNowOn') => {
  const hands = createContacts();
  const { contacts } = hands;
  const opened = await openChannel({ members: ['alice', 'bob', 'dave'], history, contacts });
  hands.looks.length = 0;
  return { ...opened, ...hands };
};
type Opened = Pick<Awaited<ReturnType<typeof open>>, 'world' | 'device'>;

/** Bob's identity is made anew. */
const resetBob = async ({ world, device }: Opened): Promise<void> => {
  device('bob').resetIdentity();
  void device('bob').start();
  await world.schedule.calm();
};

describe('a member whose identity was made anew', () => {
  it('reads and writes again when a member lets them in, though they are among the readers', async () => {
    const opened = await open();
    const { world, device, keeper } = opened;
    await resetBob(opened);
    expect(keeper('bob').notice()).toMatchObject({ kind: 'no-access' });
    expect(keeper('alice').epoch()?.members).toContain('bob');
    await outcome(world, keeper('alice').addMember('bob'));
    for (const person of ['alice', 'bob', 'dave'] as const)
      expect(keeper(person).epoch()).toMatchObject({ epoch: 2, members: ['alice', 'bob', 'dave'] });
    expect(keeper('bob').notice()).toBeNull();
    await outcome(world, device('bob').send('with new keys'));
    expect(world.messages).toHaveLength(1);
  });

  it('gets one epoch each time a member asks for it, and none by itself', async () => {
    const { world, device, keeper } = await open();
    void keeper('alice').addMember('bob');
    device('alice').crash();
    void device('alice').start();
    await world.schedule.calm();
    expect(world.epochs()).toHaveLength(1);
    for (const count of [2, 3]) {
      await outcome(world, keeper('alice').addMember('bob'));
      await world.schedule.calm();
      expect(world.epochs()).toHaveLength(count);
    }
  });

  it('reads what came before where the whole history is given, though it was given to the keys from before', async () => {
    const opened = await openChannel({ members: ['alice', 'dave'], later: ['bob'], history: 'whole' });
    const { world, device, keeper } = opened;
    await outcome(world, device('alice').send('old words'));
    await outcome(world, keeper('alice').addMember('bob'));
    await resetBob(opened);
    await outcome(world, keeper('alice').addMember('bob'));
    const [message] = world.messages;
    const read = message && (await outcome(world, device('bob').read(message)));
    expect(read).toMatchObject({ text: 'old words' });
  });

  it('reads what came before, too, when a member takes the keys at the next renewal', async () => {
    const opened = await open('whole');
    const { world, device, keeper, find } = opened;
    await outcome(world, device('alice').send('old words'));
    await outcome(world, keeper('alice').renewEncryption());
    await resetBob(opened);
    find('replaced');
    await outcome(world, keeper('alice').renewEncryption());
    await outcome(world, keeper('alice').decide('accept'));
    const [message] = world.messages;
    const read = message && (await outcome(world, device('bob').read(message)));
    expect(read).toMatchObject({ text: 'old words' });
  });

  it.each(['fromNowOn', 'whole'] as const)(
    'is given nothing before whoever lets them in has taken the keys, and access then (%s)',
    async (history) => {
      const opened = await open(history);
      const { world, keeper, find } = opened;
      await resetBob(opened);
      find('replaced');
      expect(await outcome(world, keeper('alice').addMember('bob'))).toBeInstanceOf(SecurityNoticeError);
      expect(keeper('alice').notice()).toMatchObject({ kind: 'contact-replaced', userId: 'bob' });
      const sessions = [...world.seald.sessions.values()];
      expect(sessions.filter(({ readers }) => readers.has(world.seald.accountOf('bob')))).toEqual([]);
      await outcome(world, keeper('alice').decide('accept'));
      expect(keeper('alice').notice()).toBeNull();
      expect(keeper('bob').notice()).toBeNull();
      expect(keeper('bob').epoch()).toMatchObject({ epoch: 2, members: ['alice', 'bob', 'dave'] });
    },
  );
});

describe('keys of a contact that have changed', () => {
  it.each(['grown', 'replaced', 'mismatch'] as const)(
    'are told to everybody for whom somebody else makes an epoch, and nothing stops: %s',
    async (kind) => {
      const { world, device, keeper, find } = await open();
      find(kind);
      const heard: unknown[] = [];
      keeper('dave').subscribe((event) => event.type === 'contact-changed' && heard.push(event));
      await outcome(world, keeper('bob').renewEncryption());
      expect(heard).toEqual([{ type: 'contact-changed', userId: 'bob', kind }]);
      for (const person of ['alice', 'dave'] as const) {
        expect(keeper(person).changedContacts()).toEqual([{ userId: 'bob', kind }]);
        expect(keeper(person).notice()).toBeNull();
      }
      expect(keeper('bob').changedContacts()).toEqual([]);
      await outcome(world, device('dave').send('words'));
      expect(world.messages).toHaveLength(1);
      keeper('dave').noteContact('bob');
      expect(keeper('dave').changedContacts()).toEqual([]);
    },
  );

  it('are looked for once for each epoch, contact and device, and not for the next session', async () => {
    const { world, keeper, looks } = await open();
    await outcome(world, keeper('bob').renewEncryption());
    for (const person of ['alice', 'dave'] as const) await outcome(world, keeper(person).askAgain());
    const told = looks.filter(([, purpose]) => purpose === 'notice').map(([userId]) => userId);
    expect(told.sort()).toEqual(['alice', 'bob', 'bob', 'dave']);
    const used = looks.filter(([, purpose]) => purpose === 'session').map(([userId]) => userId);
    expect(used).toEqual(['alice', 'dave']);
  });

  it('are looked for more seldom the more readers there are', async () => {
    const { world, keeper, looks } = await open();
    const renew = async () => {
      void keeper('bob').renewEncryption();
      await world.schedule.drain();
    };
    const told = () => looks.filter(([, purpose]) => purpose === 'notice').length;
    await renew();
    expect(told()).toBe(4);
    await world.schedule.advance(3 * 6_000 - 1);
    await renew();
    expect(told()).toBe(4);
    await world.schedule.advance(1);
    await renew();
    expect(told()).toBe(8);
  });

  it('are not looked for any further once a later epoch is trusted', async () => {
    const { world, keeper, contacts, looks } = await open();
    const [opened, openGate] = gate();
    const { check } = contacts;
    contacts.check = async (userIds, purpose) => {
      if (purpose === 'notice') await opened;
      return check(userIds, purpose);
    };
    for (let round = 0; round < 2; round++) await outcome(world, keeper('bob').renewEncryption());
    openGate();
    await world.schedule.calm();
    // By each of the two: both together for the first epoch, whose look was under way, and both for the second.
    expect(looks.filter(([, purpose]) => purpose === 'notice')).toHaveLength(8);
  });

  it('are let be when they cannot be looked at', async () => {
    const { world, device, keeper, looks, beAway } = await open();
    void keeper('bob').renewEncryption();
    await until(world, () => world.epochs().length === 2);
    beAway(true);
    await world.schedule.calm();
    expect(looks).toContainEqual(['alice', 'notice']);
    await outcome(world, device('dave').send('words'));
    expect(world.messages).toHaveLength(1);
  });

  it('are looked for with the next epoch when they could not be', async () => {
    const { world, keeper, looks, beAway } = await open();
    const told = () => looks.filter(([, purpose]) => purpose === 'notice').length;
    void keeper('bob').renewEncryption();
    await until(world, () => world.epochs().length === 2);
    beAway(true);
    await world.schedule.drain();
    expect(told()).toBe(4);
    beAway(false);
    for (const looked of [8, 8]) {
      void keeper('bob').renewEncryption();
      await world.schedule.drain();
      expect(told()).toBe(looked);
    }
  });

  it('are kept for whoever listens only once the channel is open', async () => {
    const { contacts, find } = createContacts();
    find('grown');
    const { keeper } = await openChannel({ members: ['alice', 'bob'], contacts });
    expect(keeper('alice').changedContacts()).toEqual([{ userId: 'bob', kind: 'grown' }]);
  });

  it('are settled when they are taken', async () => {
    const { world, keeper, find } = await open();
    find('replaced');
    await outcome(world, keeper('bob').renewEncryption());
    await outcome(world, keeper('alice').renewEncryption());
    await outcome(world, keeper('alice').decide('accept'));
    expect(keeper('alice').changedContacts()).toEqual([]);
    expect(keeper('alice').epoch()).toMatchObject({ epoch: 3, startedBy: 'alice' });
  });
});

const gate = (): [Promise<void>, () => void] => {
  let open: () => void = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return [opened, open];
};
