import { describe, expect, it } from '@jest/globals';
import {
  type Address,
  formatAddress,
  parentsOf,
  parseAddress,
} from '../../../client-example/web/src/chat/address/address.ts';
import { type Browser, createAddressBar } from '../../../client-example/web/src/chat/address/address-bar.ts';

const bob: Address = { cid: 'encrypted:pair-bob' };
const carol: Address = { cid: 'encrypted:carol' };

/** A browser's history, which goes back a moment later, as real ones do. It begins at a page of another site. */
const browserAt = (hash: string) => {
  const entries: { hash: string; state: unknown }[] = [
    { hash: 'other site', state: null },
    { hash, state: null },
  ];
  let place = 1;
  let told = () => {};
  const here = () => entries[place] as { hash: string; state: unknown };
  const move = async (delta: number) => {
    await Promise.resolve();
    place += delta;
    told();
  };
  const history = {
    get state() {
      return here().state;
    },
    pushState: (state: unknown, _: string, url: string) => {
      entries.splice(place + 1, Infinity, { hash: url, state });
      place += 1;
    },
    replaceState: (state: unknown, _: string, url: string) => {
      entries[place] = { hash: url, state };
    },
    go: (delta: number) => void move(delta),
  };
  const location = {
    get hash() {
      return here().hash;
    },
  };
  const addEventListener = (_: string, listener: () => void) => {
    told = listener;
  };
  return {
    browser: { history, location, addEventListener } as unknown as Browser,
    hashes: () => entries.map((entry) => entry.hash),
    here: () => here().hash,
    back: () => move(-1),
    forward: () => move(1),
    type: (typed: string) => {
      entries.splice(place + 1, Infinity, { hash: typed, state: null });
      place += 1;
      told();
    },
  };
};

const settled = async () => {
  for (let turn = 0; turn < 5; turn++) await Promise.resolve();
};

describe('an address', () => {
  it.each<[string, Address]>([
    ['#/', {}],
    ['#/?window=new', { window: 'new' }],
    ['#/encrypted/pair-bob', bob],
    ['#/encrypted/pair-bob?window=members', { ...bob, window: 'members' }],
    ['#/encrypted/pair-bob/thread/m-1', { ...bob, thread: 'm-1' }],
    [
      '#/encrypted/a%20%2F%3Fb/thread/m%231?window=encryption',
      { cid: 'encrypted:a /?b', thread: 'm#1', window: 'encryption' },
    ],
  ])('%s is written and read', (hash, address) => {
    expect(formatAddress(address)).toBe(hash);
    expect(parseAddress(hash)).toEqual(address);
  });

  it.each(['', '#', '#nonsense', '#/encrypted', '#/encrypted/%E0%A4%A', '#/?window=nobody'])(
    '%p is the list',
    (hash) => {
      expect(parseAddress(hash)).toEqual({});
    },
  );

  it('is beneath the list, the conversation, the thread', () => {
    const thread = { ...bob, thread: 'm-1' };
    expect(parentsOf({ ...thread, window: 'members' })).toEqual([{}, bob, thread]);
    expect(parentsOf({ window: 'account' })).toEqual([{}]);
    expect(parentsOf({})).toEqual([]);
  });
});

describe('going', () => {
  it('into a conversation, a thread, a window: Back leads out step by step, Forward in again', async () => {
    const { browser, back, forward } = browserAt('');
    const bar = createAddressBar(browser);
    bar.go(bob);
    bar.go({ ...bob, thread: 'm-1' });
    await back();
    expect(bar.get()).toEqual(bob);
    await forward();
    expect(bar.get()).toEqual({ ...bob, thread: 'm-1' });
    await back();
    await back();
    expect(bar.get()).toEqual({});
  });

  it('back by the app leaves Forward, and adds nothing', async () => {
    const { browser, forward, hashes } = browserAt('');
    const bar = createAddressBar(browser);
    bar.go(bob);
    bar.go({});
    await settled();
    expect(bar.get()).toEqual({});
    await forward();
    expect(bar.get()).toEqual(bob);
    expect(hashes()).toEqual(['other site', '#/', '#/encrypted/pair-bob']);
  });

  it('from one conversation to another: Back leads to the list, also out of a thread', async () => {
    const { browser, hashes } = browserAt('');
    const bar = createAddressBar(browser);
    const seen: Address[] = [];
    bar.go(bob);
    bar.go(carol);
    expect(hashes()).toEqual(['other site', '#/', '#/encrypted/carol']);
    bar.go({ ...carol, thread: 'm-1' });
    bar.go({ ...carol, thread: 'm-1', window: 'members' });
    bar.subscribe(() => seen.push(bar.get()));
    bar.go(bob);
    await settled();
    expect(bar.get()).toEqual(bob);
    expect(hashes().slice(0, 3)).toEqual(['other site', '#/', '#/encrypted/pair-bob']);
    expect(seen.at(-1)).toEqual(bob);
  });

  it('to where one is does nothing, and the last of several wins', async () => {
    const { browser, hashes } = browserAt('');
    const bar = createAddressBar(browser);
    bar.go(bob);
    const before = bar.get();
    bar.go(bob);
    expect(bar.get()).toBe(before);
    bar.go({});
    bar.go(carol);
    bar.go({ ...carol, window: 'members' });
    await settled();
    expect(bar.get()).toEqual({ ...carol, window: 'members' });
    expect(hashes()).toEqual(['other site', '#/', '#/encrypted/carol', '#/encrypted/carol?window=members']);
  });
});

describe('a page opened at an address', () => {
  it('has the list and all that is between beneath it, never what was before the app', async () => {
    const { browser, back } = browserAt('#/encrypted/pair-bob?window=members');
    const bar = createAddressBar(browser);
    expect(bar.get()).toEqual({ ...bob, window: 'members' });
    await back();
    expect(bar.get()).toEqual(bob);
    await back();
    expect(bar.get()).toEqual({});
  });

  it('and loaded again adds nothing', () => {
    const { browser, hashes } = browserAt('#/encrypted/pair-bob');
    createAddressBar(browser);
    const before = hashes();
    expect(createAddressBar(browser).get()).toEqual(bob);
    expect(hashes()).toEqual(before);
  });

  it('or typed in over another is the same', async () => {
    const { browser, back, type } = browserAt('');
    const bar = createAddressBar(browser);
    type('#/encrypted/carol');
    expect(bar.get()).toEqual(carol);
    await back();
    expect(bar.get()).toEqual({});
  });
});
