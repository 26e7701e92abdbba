import type { MessagingApi } from '../../client-example/secure-chat/src/api/messaging-api.ts';
import { newAuthorKey, registrationOf } from './author-keys.ts';
import { ACCOUNT, DEVICE } from './enrolled.ts';
import { signedMessage } from './signed-messages.ts';

const channel = { channelType: 'messaging', channelId: 'weekend' };
const session = { encryptionSessionId: '5e551011-0000-4000-8000-000000000001' };

/** One call of each route of the Messaging API. A new route is missed here by the compiler. */
export const everyCall: { [Name in keyof MessagingApi]: (api: MessagingApi) => Promise<unknown> } = {
  token: (api) => api.token(),
  signup: (api) => api.signup(),
  me: (api) => api.me(),
  exportMe: (api) => api.exportMe(),
  erase: (api) => api.erase(),
  undoErasure: (api) => api.undoErasure(),
  challenge: (api) => api.challenge({ phoneNumber: '+32470123456' }),
  claimIdentity: (api) => api.claimIdentity({ on: 'claim', device: DEVICE }),
  enroll: (api) => api.enroll({ account: ACCOUNT }),
  registerAuthorKey: (api) => api.registerAuthorKey(registrationOf(newAuthorKey(), 'alice')),
  createChannel: (api) => api.createChannel({ ...channel, members: [] }),
  startPair: (api) => api.startPair('messaging', 'bob'),
  acceptInvitation: (api) => api.acceptInvitation(channel),
  blockPeer: (api) => api.blockPeer('bob'),
  unblockPeer: (api) => api.unblockPeer('bob'),
  blocks: (api) => api.blocks(),
  addMember: (api) => api.addMember(channel, 'bob'),
  removeMember: (api) => api.removeMember(channel, 'bob'),
  encryptionSession: (api) => api.encryptionSession(channel),
  registerEncryptionSession: (api) => api.registerEncryptionSession(channel, session),
  memberKeys: (api) => api.memberKeys(channel, ['bob']),
  sigchainHash: (api) => api.sigchainHash('bob'),
  report: (api) => api.report({ message: signedMessage(newAuthorKey(), 'bob'), before: [], reason: 'spam' }),
};
