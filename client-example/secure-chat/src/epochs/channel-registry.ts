import type {
  Epoch,
  RegisterEncryptionSessionRequest,
} from '../../../../shared/contract/encryption-session.ts';
import { splitCid } from '../../../../shared/contract/split-cid.ts';
import type { MessagingApi } from '../api/messaging-api.ts';

export type RegistryApi = Pick<
  MessagingApi,
  'encryptionSession' | 'registerEncryptionSession' | 'addMember' | 'removeMember' | 'acceptInvitation'
>;

/** The backend, for one channel. Everything throws `MessagingApiError`. */
export type ChannelRegistry = {
  /** The epochs after this one in their order, the current one always last; empty when there is none at all. */
  list: (after: number) => Promise<Epoch[]>;
  /** Has the backend look at the channel now, and name in its data what is registered. `current`: number of that epoch, as far as is known. */
  putDataRight: (current: number) => Promise<void>;
  /** Answers who came first. */
  register: (request: RegisterEncryptionSessionRequest) => Promise<Epoch>;
  /** A repeat changes nothing. */
  acceptInvitation: () => Promise<void>;
  addMember: (userId: string) => Promise<void>;
  removeMember: (userId: string) => Promise<void>;
};

/** No epoch comes after it: the list then holds the current one alone, however many there are. */
export const NEWEST = 999_999_999;

export const channelRegistry = (api: RegistryApi, cid: string): ChannelRegistry => {
  const [channelType = '', channelId = ''] = splitCid(cid);
  const channel = { channelType, channelId };
  const list = async (after: number): Promise<Epoch[]> => {
    const listed: Epoch[] = [];
    for (;;) {
      const last = listed.at(-1)?.epoch ?? after;
      const { current, epochs } = await api.encryptionSession(channel, { after: last });
      if (!current) return [];
      listed.push(...epochs);
      if (listed.some(({ epoch }) => epoch === current.epoch)) return listed;
      // What came while the answer was made is current but not listed.
      if (current.epoch <= last + 1) return [...listed, current];
    }
  };
  return {
    list,
    putDataRight: async (after) => void (await api.encryptionSession(channel, { after, anew: true })),
    register: (request) => api.registerEncryptionSession(channel, request),
    acceptInvitation: async () => void (await api.acceptInvitation(channel)),
    addMember: async (userId) => void (await api.addMember(channel, userId)),
    removeMember: async (userId) => void (await api.removeMember(channel, userId)),
  };
};
