import type { Auth } from '../auth/auth.ts';
import type { Client } from './client.ts';
import { forgetOpened } from './memory.ts';

/**
 * Signs out of this device, in all windows: ends the connection, removes keys and all that is remembered of the person, then ends the sign-in
 * at the identity provider. The stored identity stays: the phone number brings it back.
 */
export const leaveDevice = async (client: Client, auth: Auth): Promise<void> => {
  await forgetOnDevice(client).catch(() => {}); // whatever happened, the person wants to leave
  await auth.signOut();
};

/**
 * The same without the identity provider, for a device that has to be set up anew. Should the SDK's database not go, its key
 * does, and without that nobody can read it.
 */
export const forgetOnDevice = async ({ chat, device, stopWatching }: Client): Promise<void> => {
  stopWatching();
  try {
    await (await chat()).signOut();
  } finally {
    await device.storage.clear();
    forgetOpened(window.sessionStorage);
  }
};
