import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, paginateScan } from '@aws-sdk/lib-dynamodb';
import { sealingKidOf } from '../../shared/adapters/two-man-rule-seal.ts';
import { OperatorError } from '../operator-error.ts';
import { readValue, type SecretStore } from '../secrets/secret-store.ts';

/** How many users' two-man-rule keys lie under each sealing key, by key id. `null` as id: what cannot be read. */
export type KeyCounts = Map<string | null, number>;

const DAY_MS = 86_400_000;

/** Reads the whole table of users, with the operator's own credentials: it costs as much as the table is large. */
export const countByKid = async (
  TableName: string,
  client = DynamoDBDocumentClient.from(new DynamoDBClient({})),
): Promise<KeyCounts> => {
  const counts: KeyCounts = new Map();
  const pages = paginateScan(
    { client },
    {
      TableName,
      // An erased user has no key.
      FilterExpression: 'sk = :user AND attribute_exists(sealedTwoManRuleKey)',
      ProjectionExpression: 'sealedTwoManRuleKey',
      ExpressionAttributeValues: { ':user': 'USER' },
    },
  );
  for await (const { Items = [] } of pages)
    for (const { sealedTwoManRuleKey } of Items) {
      const kid = readKid(sealedTwoManRuleKey);
      counts.set(kid, (counts.get(kid) ?? 0) + 1);
    }
  return counts;
};

const readKid = (sealed: unknown): string | null => {
  try {
    return sealingKidOf(String(sealed)) ?? null;
  } catch {
    return null;
  }
};

/** A line for each key that there is or that a user needs, the current one first. */
export const describeKeys = async (store: SecretStore, counts: KeyCounts): Promise<string[]> => {
  const { currentKid, keys } = await readValue(store, 'sealing');
  const kids = [...new Set<string | null>([currentKid, ...Object.keys(keys), ...counts.keys()])];
  const state = (kid: string | null) => {
    if (kid === currentKid) return 'current';
    return kid !== null && kid in keys ? 'kept' : 'NOT THERE: these users cannot set up a device';
  };
  return kids.map(
    (kid) =>
      `${(kid ?? '(unreadable)').padEnd(24)}${String(counts.get(kid) ?? 0).padStart(10)}  ${state(kid)}`,
  );
};

/**
 * Takes an old sealing key out of the secret. Throws {@link OperatorError} when it is the current one, when a user's key
 * still lies under it, or when the current one is so young that a function may still seal with the one before it.
 */
export const dropSealingKey = async (
  store: SecretStore,
  counts: KeyCounts,
  kid: string,
  now: Date,
): Promise<void> => {
  const { currentKid, keys } = await readValue(store, 'sealing');
  const { [kid]: dropped, ...left } = keys;
  if (dropped === undefined) throw new OperatorError('There is no sealing key of that id.');
  if (kid === currentKid) throw new OperatorError(`${kid} is the current sealing key.`);
  if (counts.get(kid))
    throw new OperatorError(`The keys of ${counts.get(kid)} users lie under ${kid} still.`);
  if (isYoung(currentKid, now))
    throw new OperatorError(
      `${currentKid} is not two days old: a function that slept may still seal with a key before it.`,
    );
  await store.write('sealing', { currentKid, keys: left });
};

/** Our key ids begin with the day they were made. */
const isYoung = (kid: string, now: Date): boolean => {
  const madeAt = Date.parse(kid.slice(0, 'yyyy-mm-dd'.length));
  return now.getTime() - madeAt < 2 * DAY_MS;
};
