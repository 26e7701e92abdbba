import type { StreamChat } from 'stream-chat';

/** `reconnecting`: stream-chat is trying by itself. `offline`: not connected yet, or this device has no network. */
export type ConnectionState = 'online' | 'offline' | 'reconnecting';

/** Where the connection to Stream stands; `isDeviceOnline` says whether the device has a network at all. */
export const connectionStateOf = (client: StreamChat, isDeviceOnline: () => boolean): ConnectionState => {
  if (!client.userID) return 'offline';
  if (client.wsConnection?.isHealthy) return 'online';
  return isDeviceOnline() ? 'reconnecting' : 'offline';
};

/**
 * Calls the listener with the state after each change that stream-chat tells of; answers how to stop. A loss of less than 5 s it
 * tells of only when it is over, so the same state may come twice.
 */
export const onConnectionChange = (
  client: StreamChat,
  isDeviceOnline: () => boolean,
  listener: (state: ConnectionState) => void,
): (() => void) => {
  const { unsubscribe } = client.on('connection.changed', ({ online }) => {
    listener(online ? 'online' : connectionStateOf(client, isDeviceOnline));
  });
  return unsubscribe;
};
