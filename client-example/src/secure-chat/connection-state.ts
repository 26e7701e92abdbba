import type { StreamChat } from 'stream-chat';

/** `reconnecting`: stream-chat is trying by itself. `offline`: not connected yet, or this device has no network. */
export type ConnectionState = 'online' | 'offline' | 'reconnecting';

/** Where the connection to Stream stands; `isDeviceOnline` says whether the device has a network at all. */
export const connectionStateOf = (client: StreamChat, isDeviceOnline: () => boolean): ConnectionState => {
  if (!client.userID) return 'offline';
  if (client.wsConnection?.isHealthy) return 'online';
  return isDeviceOnline() ? 'reconnecting' : 'offline';
};

/** Calls the listener with each state that differs from the one before; answers how to stop. */
export const onConnectionChange = (
  client: StreamChat,
  isDeviceOnline: () => boolean,
  listener: (state: ConnectionState) => void,
): (() => void) => {
  let last = connectionStateOf(client, isDeviceOnline);
  const { unsubscribe } = client.on('connection.changed', ({ online }) => {
    const state = online ? 'online' : connectionStateOf(client, isDeviceOnline);
    if (state === last) return;
    last = state;
    listener(state);
  });
  return unsubscribe;
};
