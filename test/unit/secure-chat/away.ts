import type { StreamChat } from 'stream-chat';
import { nextEvent, type Stage, until } from '../../conformance/stream-stage.ts';

/** Does something while this user has no connection; resolves when their client has caught up. */
export const whileAway = async (
  { service }: Pick<Stage, 'service'>,
  client: StreamChat,
  work: () => Promise<unknown>,
): Promise<void> => {
  const recovered = nextEvent(client, 'connection.recovered', () => true, 30_000);
  service.faults.set({ sockets: { refuse: true }, dropSockets: { userId: client.userID ?? '' } });
  await until(() => client.wsConnection?.isHealthy === false);
  await work();
  service.faults.set({ sockets: { refuse: false } });
  await client.wsConnection?._reconnect({ interval: 1 });
  await recovered;
};
