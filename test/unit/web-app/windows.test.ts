import { afterEach, expect, it } from '@jest/globals';
import type { WindowNews } from '../../../client-example/secure-chat/src/platform/windows.ts';
import { openWindows } from '../../../client-example/web/src/state/windows.ts';

/** Node has both, but for closing: what the browser does when a window goes. */
const channels: BroadcastChannel[] = [];
class Channel extends BroadcastChannel {
  constructor(name: string) {
    super(name);
    channels.push(this);
  }
}
afterEach(() => {
  for (const channel of channels.splice(0)) channel.close();
});
const browser = { navigator: {}, BroadcastChannel: Channel };

it('windows of one person hear each other, never themselves, and nobody else’s', async () => {
  const heard: [string, WindowNews][] = [];
  const [one, other, bobs] = ['alice', 'alice', 'bob'].map((id) => openWindows(browser, id));
  for (const [name, window] of Object.entries({ one, other, bobs }))
    window?.listen((news) => heard.push([name, news]));
  one?.tell({ type: 'signed-out' });
  bobs?.tell({ type: 'set-up-done' });
  other?.tell({ type: 'account-kept' });
  channels[0]?.postMessage('no news');
  while (heard.length < 2) await new Promise((resolve) => setTimeout(resolve, 1));
  expect(heard.sort()).toEqual([
    ['one', { type: 'account-kept' }],
    ['other', { type: 'signed-out' }],
  ]);
});

it('work of one name is done under the lock of that person and name', async () => {
  const asked: string[] = [];
  const request = async (name: string, work: () => Promise<unknown>) => {
    asked.push(name);
    return work();
  };
  const windows = openWindows({ navigator: { locks: { request: request as never } } }, 'a/b');
  expect(await windows.exclusively('set-up', async () => 'done')).toBe('done');
  expect(asked).toEqual(['sealed-stream/a%2Fb/set-up']);
});

it('a browser without both is one window', async () => {
  const windows = openWindows({ navigator: {} }, 'alice');
  windows.tell({ type: 'signed-out' });
  expect(await windows.exclusively('set-up', async () => 'done')).toBe('done');
});
