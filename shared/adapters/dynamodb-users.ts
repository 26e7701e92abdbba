import { AppError } from '../domain/app-error.ts';
import type { User, Users } from '../domain/user.ts';
import { readBatch } from './dynamodb-batch.ts';
import { type Dynamodb, isDone } from './dynamodb-client.ts';
import { demandOpenAccount, readRecord, userItem, userKey } from './user-items.ts';

/** Not so for somebody erased, in the place of whose record is the erasure, which has no key; nor for somebody going to be. */
const USER_EXISTS = 'attribute_exists(sealedTwoManRuleKey) AND attribute_not_exists(erasurePending)';
const NOT_ENROLLED = 'attribute_not_exists(enrolledAt)';
/** As `savedAccountOf` of the domain has it: one that an operator has reset is no more. */
const ACCOUNT_SAVED =
  'enrolment.#account = :account AND (enrolment.#state = :saved OR (enrolment.#state = :enrolled AND attribute_exists(enrolledAt)))';

const READ_TRIES = 3;

const RESEAL_WITHIN_MS = 1_000;

/** The users in DynamoDB; see {@link Users} for what each call promises. Reads are consistent. */
export const createDynamoDbUsers = (db: Dynamodb, TableName: string): Users => {
  const read = async (id: string): Promise<Record<string, unknown> | undefined> => {
    const { Item } = await db.get({ TableName, Key: userKey(id), ConsistentRead: true });
    return Item;
  };

  const find = async (id: string): Promise<User | null> => {
    const item = await read(id);
    demandOpenAccount(item);
    return item ? userItem.parse(item) : null;
  };

  const findKnown = async (id: string): Promise<User> => {
    const user = await find(id);
    if (!user) throw new AppError('USER_NOT_FOUND');
    return user;
  };

  return {
    find,
    findUntilErased: async (id) => readRecord(await read(id)),
    findAllUntilErased: async (ids) => {
      const items = await readBatch(db, TableName, { keys: ids.map(userKey), tries: READ_TRIES });
      return items.map(readRecord).filter((user) => user !== null);
    },

    async claim(newcomer) {
      const candidate: User = { ...newcomer, authFactors: {} };
      const created = await isDone(
        db.put({
          TableName,
          Item: { ...userKey(candidate.id), ...candidate },
          ConditionExpression: 'attribute_not_exists(pk)',
        }),
      );
      if (created) return { user: candidate, created };
      const user = await findKnown(candidate.id);
      // No other candidate has this key: it is what this call wrote when the answer was lost and it was sent once more.
      return { user, created: user.sealedTwoManRuleKey === candidate.sealedTwoManRuleKey };
    },

    async replaceSealedTwoManRuleKey(id, sealed, sealedAnew) {
      await isDone(
        db.update(
          {
            TableName,
            Key: userKey(id),
            UpdateExpression: 'SET sealedTwoManRuleKey = :anew',
            ConditionExpression: 'sealedTwoManRuleKey = :read',
            ExpressionAttributeValues: { ':anew': sealedAnew, ':read': sealed },
          },
          { signal: AbortSignal.timeout(RESEAL_WITHIN_MS) },
        ),
      );
    },

    async noteAuthFactor(id, { index, hint }, challengedAt) {
      const isNoted = await isDone(
        db.update({
          TableName,
          Key: userKey(id),
          UpdateExpression: 'SET authFactors.#index = :factor',
          ConditionExpression: `${USER_EXISTS} AND (${NOT_ENROLLED} OR size(authFactors) = :zero)`,
          ExpressionAttributeNames: { '#index': index },
          ExpressionAttributeValues: { ':factor': { hint, challengedAt }, ':zero': 0 },
        }),
      );
      if (!isNoted) await findKnown(id);
    },

    async keepEnrolment(id, was, next, { enrolledAt, sigchain } = {}) {
      const set = [
        'enrolment = :next',
        ...(enrolledAt === undefined ? [] : ['enrolledAt = if_not_exists(enrolledAt, :enrolledAt)']),
        ...(sigchain ? ['sigchain = :sigchain'] : []),
      ];
      const isSame = was === undefined ? 'attribute_not_exists(enrolment)' : 'enrolment.version = :was';
      const isWritten = await isDone(
        db.update({
          TableName,
          Key: userKey(id),
          UpdateExpression: `SET ${set.join(', ')}`,
          ConditionExpression: `${USER_EXISTS} AND ${isSame}`,
          ExpressionAttributeValues: {
            ':next': next,
            ...(was !== undefined && { ':was': was }),
            ...(enrolledAt !== undefined && { ':enrolledAt': enrolledAt }),
            ...(sigchain && { ':sigchain': sigchain }),
          },
        }),
      );
      // Nobody else has made this version: it is what this call wrote when the answer was lost and it was sent once more.
      return isWritten || (await findKnown(id)).enrolment?.version === next.version;
    },

    keepAuthorKey(id, was, key, former) {
      const isSame = was === undefined ? 'attribute_not_exists(authorKey)' : 'authorKey.#account = :was';
      return isDone(
        db.update({
          TableName,
          Key: userKey(id),
          UpdateExpression: 'SET authorKey = :key, formerAuthorKeys = :former',
          ConditionExpression: `${USER_EXISTS} AND ${ACCOUNT_SAVED} AND ${isSame}`,
          ExpressionAttributeNames: { '#account': 'account', '#state': 'state' },
          ExpressionAttributeValues: {
            ':key': key,
            ':former': former,
            ':account': key.account,
            ':saved': 'saved',
            ':enrolled': 'enrolled',
            ...(was !== undefined && { ':was': was }),
          },
        }),
      );
    },
  };
};
