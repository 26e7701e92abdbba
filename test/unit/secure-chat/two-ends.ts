import { randomUUID } from 'node:crypto';
import type { StreamChat } from 'stream-chat';
import {
  type ChannelDeps,
  type EncryptedChannel,
  openEncryptedChannel,
} from '../../../client-example/secure-chat/src/channels/encrypted-channel.ts';
import { USUAL_ROTATION } from '../../../client-example/secure-chat/src/epochs/due.ts';
import { channelPins } from '../../../client-example/secure-chat/src/epochs/pin.ts';
import { sealdSessions } from '../../../client-example/secure-chat/src/epochs/seald-sessions.ts';
import { createDecryptedCache } from '../../../client-example/secure-chat/src/messages/decrypted-cache.ts';
import { createUnsentMessages } from '../../../client-example/secure-chat/src/messages/unsent-messages.ts';
import { memoryStorage } from '../../../client-example/secure-chat/src/platform/device-storage.ts';
import { createPlatform } from '../../../client-example/secure-chat/src/platform/platform.ts';
import { createSlices } from '../../../client-example/secure-chat/src/platform/ui-slices.ts';
import { createRetrieveTogether } from '../../../client-example/secure-chat/src/seald/retrieve-together.ts';
import { sealdBytes } from '../../../client-example/secure-chat/src/seald/seald-bytes.ts';
import { installEgressGuard } from '../../../client-example/secure-chat/src/stream/egress-guard.ts';
import { installRecovery, type Recovery } from '../../../client-example/secure-chat/src/stream/recovery.ts';
import { type Client, openWorld } from '../../conformance/seald-support.ts';
import { openStage } from '../../conformance/stream-stage.ts';
import { authorOf, knownAuthors, verify } from '../../support/authors.ts';
import { keptDevice } from '../../support/kept-device.ts';
import { type ChannelsApi, createStageBackend } from './stage-backend.ts';

const PREFIX = 'T';

/** A person with the vendors' SDKs and nothing of the Messaging API. */
export type End = { userId: string; stream: StreamChat; sdk: Client; recovery: Recovery };

export type TwoEnds = Awaited<ReturnType<typeof openTwoEnds>>;

/** Both emulators, and Ann and Ben with the real SDKs on them; others as `end` makes them. `close` ends everything. */
export const openTwoEnds = async () => {
  const stage = await openStage();
  const world = await openWorld();
  const backend = createStageBackend(stage);
  const end = async (userId: string): Promise<End> => {
    const stream = await stage.connect(userId);
    installEgressGuard(stream, { isEncrypted: () => true, fileHosts: [stage.service.filesUrl] });
    const { client: sdk } = await world.signUp(`${PREFIX}_${userId}`, { keySize: 1024 });
    const recovery = installRecovery(stream, { ...createPlatform(), random: Math.random });
    return { userId, stream, sdk, recovery };
  };
  const [ann, ben] = await Promise.all([end('ann'), end('ben')]);
  const open = async (end: End, id: string, other: Partial<Deps> = {}): Promise<EncryptedChannel> => {
    const fileHosts = [stage.service.filesUrl];
    const fileElsewhere: Deps['fileElsewhere'] = async () => {
      throw new Error('no other channel is open here');
    };
    const deps = { ...(await depsOf(end, backend.forUser(end.userId))), fileHosts, fileElsewhere, ...other };
    return openEncryptedChannel(deps, end.stream.channel('messaging', id));
  };
  /** A new channel, open at both ends. */
  const openPair = async (
    data: Record<string, unknown> = {},
  ): Promise<[EncryptedChannel, EncryptedChannel]> => {
    const id = randomUUID();
    await stage.channel(id, ['ann', 'ben'], data);
    const atAnn = await open(ann, id);
    return [atAnn, await open(ben, id)];
  };
  const close = async () => {
    await world.close();
    await stage.close();
  };
  return { stage, backend, world, ann, ben, end, open, openPair, close };
};

type Deps = Awaited<ReturnType<typeof depsOf>> & Pick<ChannelDeps, 'fileHosts' | 'fileElsewhere'>;

/** Contacts are tested on their own; here nobody is doubted. */
const depsOf = async ({ userId, sdk, recovery }: End, api: ChannelsApi) => {
  const sealdIds = (userIds: readonly string[]) => ({ userIds: userIds.map((id) => `${PREFIX}_${id}`) });
  const createSession = (userIds: readonly string[]) => sdk.createEncryptionSession(sealdIds(userIds));
  const addRecipients = async () => {};
  return {
    api,
    userId,
    recovery,
    seald: sealdSessions({
      retrieve: createRetrieveTogether(sdk),
      contacts: { createSession, addRecipients },
    }),
    contacts: { check: async () => [], accept: async () => {}, ...knownAuthors },
    author: await authorOf(userId),
    verify,
    storage: memoryStorage(),
    pins: channelPins(memoryStorage()),
    rotation: USUAL_ROTATION,
    ...createPlatform(),
    ...keptDevice(),
    sealdBytes: (bytes: Uint8Array) => sealdBytes(sdk, bytes),
    reading: { cache: createDecryptedCache(), unsent: createUnsentMessages(), runInSlices: createSlices() },
  };
};
