import type { Auth } from '../sign-in/auth.ts';
import type { Client } from './client.ts';

/**
 * Signs out of this device: ends the connection, removes keys and all that is remembered of the person, then ends the sign-in
 * at the identity provider. The stored identity stays: the phone number brings it back.
 */
export const leaveDevice = async (client: Client, auth: Auth): Promise<void> => {
  await forgetOnDevice(client);
  await auth.signOut();
};

/** The same without leaving the identity provider: for a device that has to be set up anew. */
export const forgetOnDevice = async ({ chat, device }: Client): Promise<void> => {
  await (await chat()).signOut();
  await device.storage.clear();
};
