import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { StreamChat } from 'stream-chat';
import { blockedKey } from '../../shared/adapters/user-items.ts';
import { SERVICE_USER_ID } from '../../shared/contract/service-user.ts';
import { refuseIssuedBefore } from '../../shared/domain/token-times.ts';
import type { Secret } from '../../shared/secrets.ts';
import { OperatorError } from '../operator-error.ts';

const CHAT_USER_ID = /^[\w@-]{1,255}$/;

export type BlockDeps = {
  /** The table of users. */
  table: string;
  secret: Secret<'stream'>;
  streamUrl: string;
  db?: DynamoDBDocumentClient;
};

/** Whether Stream knew them, and so shut them out, or let them in again. */
export type AtStream = 'done' | 'unknown to Stream';

/**
 * Shuts a user out: our API refuses them from the next call on, Stream refuses every token made until `now`, and every call and connection of theirs. In
 * this order, so that no token is made in between. Also for somebody who has never signed up. A repeat keeps the first time and does the rest
 * again. Throws {@link OperatorError} for what is no person's chat user id, and when Stream refuses; what was done stays done.
 */
export const blockUser = async (deps: BlockDeps, userId: string, now: Date): Promise<AtStream> => {
  demandChatUserId(userId);
  await open(deps).send(
    new UpdateCommand({
      TableName: deps.table,
      Key: blockedKey(userId),
      UpdateExpression: 'SET blockedAt = if_not_exists(blockedAt, :now)',
      ExpressionAttributeValues: { ':now': now.toISOString() },
    }),
  );
  return atStream(deps, userId, async (stream, isDeactivated) => {
    await stream.revokeUserToken(userId, refuseIssuedBefore(now));
    if (!isDeactivated) await stream.deactivateUser(userId);
  });
};

/** Lets a user in again, at Stream first. A repeat changes nothing. Tokens from before stay refused. Throws as {@link blockUser} does. */
export const unblockUser = async (deps: BlockDeps, userId: string): Promise<AtStream> => {
  demandChatUserId(userId);
  const outcome = await atStream(deps, userId, async (stream, isDeactivated) => {
    if (isDeactivated) await stream.reactivateUser(userId);
  });
  await open(deps).send(new DeleteCommand({ TableName: deps.table, Key: blockedKey(userId) }));
  return outcome;
};

const demandChatUserId = (userId: string): void => {
  if (!CHAT_USER_ID.test(userId))
    throw new OperatorError('--user must be a chat user id, as GET /me answers it.');
  if (userId === SERVICE_USER_ID)
    throw new OperatorError(`${SERVICE_USER_ID} is whom the backend writes as: without it nothing goes on.`);
};

const open = ({ db = DynamoDBDocumentClient.from(new DynamoDBClient({})) }: BlockDeps) => db;

/** Looked first: what a second deactivation is answered is not published, and a call that names somebody unknown may make them. */
const atStream = async (
  { secret, streamUrl }: BlockDeps,
  userId: string,
  act: (stream: StreamChat, isDeactivated: boolean) => Promise<void>,
): Promise<AtStream> => {
  const stream = new StreamChat(secret.apiKey, secret.apiSecret, { baseURL: streamUrl });
  try {
    const { users } = await stream.queryUsers({ id: { $eq: userId } }, [], {
      limit: 1,
      presence: false,
      include_deactivated_users: true,
    });
    const [user] = users;
    if (!user) return 'unknown to Stream';
    await act(stream, Boolean(user.deactivated_at));
    return 'done';
  } catch (error) {
    const { code, status, name } = error as { code?: number; status?: number; name: string };
    throw new OperatorError(
      `Stream refused: ${status ?? name}, code ${code ?? 'none'}. What was done at our table stays done: run the same again.`,
    );
  }
};
