import type * as z from 'zod';
import { activationKeyType } from '../../shared/contract/activation-key-type.ts';
import { authorKeyClaim, ownAuthorKey, registerAuthorKeyRequest } from '../../shared/contract/author-key.ts';
import { challengeRequest, challengeResponse } from '../../shared/contract/challenge.ts';
import {
  channelId,
  channelKind,
  channelResponse,
  channelType,
  chatUserId,
  createChannelRequest,
  historyPolicy,
  memberResponse,
} from '../../shared/contract/channel.ts';
import {
  encryptionSessionResponse,
  epoch,
  registerEncryptionSessionRequest,
} from '../../shared/contract/encryption-session.ts';
import { enrollRequest, enrollResponse } from '../../shared/contract/enroll.ts';
import { claimIdentityRequest, claimIdentityResponse } from '../../shared/contract/enrolment.ts';
import { erasureReceipt, keptAccount } from '../../shared/contract/erasure.ts';
import { exportResponse } from '../../shared/contract/export.ts';
import { memberKeysRequest, memberKeysResponse } from '../../shared/contract/member-keys.ts';
import { blockResponse, blocksResponse, namedPeer } from '../../shared/contract/peer.ts';
import { registeredSigchain, sigchainHashResponse } from '../../shared/contract/registered-sigchain.ts';
import { reportRequest, reportResponse } from '../../shared/contract/report.ts';
import { sealedText } from '../../shared/contract/sealed-text.ts';
import { sigchainHash } from '../../shared/contract/sigchain-hash.ts';
import { streamWebhookRequest, streamWebhookResponse } from '../../shared/contract/stream-webhook.ts';
import { time } from '../../shared/contract/time.ts';
import { tokenResponse } from '../../shared/contract/token.ts';
import { meResponse, twoManRuleKey, userResponse } from '../../shared/contract/user.ts';

/** Under which names generated clients meet the contract's schemas. A schema that is not here stands inside the one that uses it. */
export const namedSchemas: Record<string, z.core.$ZodType> = {
  TokenResponse: tokenResponse,
  UserResponse: userResponse,
  MeResponse: meResponse,
  ChallengeRequest: challengeRequest,
  ChallengeResponse: challengeResponse,
  ClaimIdentityRequest: claimIdentityRequest,
  ClaimIdentityResponse: claimIdentityResponse,
  EnrollRequest: enrollRequest,
  EnrollResponse: enrollResponse,
  RegisterAuthorKeyRequest: registerAuthorKeyRequest,
  OwnAuthorKey: ownAuthorKey,
  AuthorKeyClaim: authorKeyClaim,
  CreateChannelRequest: createChannelRequest,
  ChannelResponse: channelResponse,
  MemberResponse: memberResponse,
  BlockResponse: blockResponse,
  BlocksResponse: blocksResponse,
  NamedPeer: namedPeer,
  RegisterEncryptionSessionRequest: registerEncryptionSessionRequest,
  EncryptionSessionResponse: encryptionSessionResponse,
  Epoch: epoch,
  MemberKeysRequest: memberKeysRequest,
  MemberKeysResponse: memberKeysResponse,
  SigchainHashResponse: sigchainHashResponse,
  RegisteredSigchain: registeredSigchain,
  ExportResponse: exportResponse,
  ErasureReceipt: erasureReceipt,
  KeptAccount: keptAccount,
  ReportRequest: reportRequest,
  ReportResponse: reportResponse,
  StreamWebhookRequest: streamWebhookRequest,
  StreamWebhookResponse: streamWebhookResponse,
  ActivationKeyType: activationKeyType,
  ChannelId: channelId,
  ChannelKind: channelKind,
  ChannelType: channelType,
  ChatUserId: chatUserId,
  HistoryPolicy: historyPolicy,
  SealedStatement: sealedText,
  SigchainHash: sigchainHash,
  Time: time,
  TwoManRuleKey: twoManRuleKey,
};
