import type { Before, SettingsBefore } from '../domain/settings-before.ts';
import type { Dynamodb } from './dynamodb-client.ts';
import { queryAll } from './dynamodb-query.ts';

/** All that is remembered of Stream's settings has this partition key, in the channels' table. */
export const SETTINGS_PARTITION = 'STREAM#SETTINGS';
const SK = 'BEFORE#';
/** Each setting is an attribute of its own, so that a later version that sets more keeps just that. */
const SETTING = 'setting/';

type Item = Record<string, unknown>;

/** What was set at Stream before us, in DynamoDB: an item for the app and one for each type, in a partition of their own. */
export const createDynamoDbSettingsBefore = (db: Dynamodb, TableName: string): SettingsBefore => ({
  async keep({ of, existed, settings }) {
    const attributes = [['existed', existed] as const, ...named(settings)];
    await db.update({
      TableName,
      Key: { pk: SETTINGS_PARTITION, sk: SK + of },
      UpdateExpression: `SET ${attributes.map((_, at) => `#n${at} = if_not_exists(#n${at}, :v${at})`).join(', ')}`,
      ExpressionAttributeNames: Object.fromEntries(attributes.map(([name], at) => [`#n${at}`, name])),
      ExpressionAttributeValues: Object.fromEntries(attributes.map(([, value], at) => [`:v${at}`, value])),
    });
  },

  async list() {
    const items = await queryAll(db, {
      TableName,
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :sk)',
      ExpressionAttributeValues: { ':pk': SETTINGS_PARTITION, ':sk': SK },
    });
    return items.map(toBefore);
  },

  async forget(of) {
    await db.delete({ TableName, Key: { pk: SETTINGS_PARTITION, sk: SK + of } });
  },
});

const named = (settings: Item): [string, unknown][] =>
  Object.entries(settings).map(([name, value]) => [SETTING + name, value]);

const toBefore = ({ sk, existed, ...attributes }: Item): Before => ({
  of: String(sk).slice(SK.length),
  existed: existed === true,
  settings: Object.fromEntries(
    Object.entries(attributes)
      .filter(([name]) => name.startsWith(SETTING))
      .map(([name, value]) => [name.slice(SETTING.length), value]),
  ),
});
