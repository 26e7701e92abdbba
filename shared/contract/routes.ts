import type { Route } from './route.ts';
import { acceptInvitation } from './routes/accept-invitation.ts';
import { addMember } from './routes/add-member.ts';
import { registerAuthorKey } from './routes/author-key.ts';
import { blockPeer } from './routes/block-peer.ts';
import { blocks } from './routes/blocks.ts';
import { challenge } from './routes/challenge.ts';
import { claimIdentity } from './routes/claim-identity.ts';
import { createChannel } from './routes/create-channel.ts';
import { encryptionSession } from './routes/encryption-session.ts';
import { enroll } from './routes/enroll.ts';
import { erase } from './routes/erase.ts';
import { exportMe } from './routes/export-me.ts';
import { me } from './routes/me.ts';
import { memberKeys } from './routes/member-keys.ts';
import { registerEncryptionSession } from './routes/register-encryption-session.ts';
import { removeMember } from './routes/remove-member.ts';
import { report } from './routes/report.ts';
import { sigchainHash } from './routes/sigchain-hash.ts';
import { signup } from './routes/signup.ts';
import { startPair } from './routes/start-pair.ts';
import { streamWebhook } from './routes/stream-webhook.ts';
import { token } from './routes/token.ts';
import { unblockPeer } from './routes/unblock-peer.ts';
import { undoErasure } from './routes/undo-erasure.ts';

/**
 * The whole HTTP surface. The gateway's routes, the OpenAPI file and the client are all made from this table; a function imports its own route only, so that it
 * starts without the schemas of the others.
 */
export const routes = {
  token,
  signup,
  me,
  erase,
  undoErasure,
  exportMe,
  blockPeer,
  unblockPeer,
  blocks,
  challenge,
  claimIdentity,
  enroll,
  registerAuthorKey,
  createChannel,
  startPair,
  acceptInvitation,
  addMember,
  removeMember,
  encryptionSession,
  memberKeys,
  registerEncryptionSession,
  sigchainHash,
  report,
  streamWebhook,
} as const satisfies Record<string, Route>;
