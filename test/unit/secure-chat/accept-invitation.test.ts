import { beforeEach, expect, it } from '@jest/globals';
import { accept, invitationOf, isAsleep } from '../../../client-example/secure-chat/src/epochs/invitation.ts';
import { failing, type OneDevice, oneDevice } from './one-device.ts';

let device: OneDevice;
beforeEach(async () => {
  device = await oneDevice();
});

it('a channel that nobody was put into unasked is no invitation, and there is nothing to accept', async () => {
  expect([invitationOf(device.keeping), isAsleep(device.keeping)]).toEqual([null, false]);
  await accept(device.keeping);
  expect(device.asked).toEqual([]);
});

it('an invitation says by whom, and is none any more once it is accepted', async () => {
  device.state.invitedBy = 'bob';
  expect([invitationOf(device.keeping), isAsleep(device.keeping)]).toEqual([{ by: 'bob' }, true]);
  await accept(device.keeping);
  expect([device.asked, invitationOf(device.keeping)]).toEqual([['accept invitation'], null]);
});

it('an invitation that the backend could not take note of stays one', async () => {
  device.state.invitedBy = 'bob';
  device.state.before['accept invitation'] = failing(new Error('offline'));
  await expect(accept(device.keeping)).rejects.toThrow('offline');
  expect(isAsleep(device.keeping)).toBe(true);
});
