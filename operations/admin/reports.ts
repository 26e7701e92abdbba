import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, paginateQuery, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { openReport } from '../../shared/adapters/report-seal.ts';
import { reportKey, reportsOfStage } from '../../shared/adapters/user-items.ts';
import { authorKeyClaim, claimText } from '../../shared/contract/author-key.ts';
import { parseJson } from '../../shared/contract/parse-json.ts';
import { signature } from '../../shared/contract/signed-text.ts';
import { isSignedBy } from '../../shared/domain/verify-signed.ts';
import type { Secret } from '../../shared/secrets.ts';
import { OperatorError } from '../operator-error.ts';
import { printable } from '../printable.ts';

const REPORT_ID = /^[0-9a-f]{32}$/;

const item = z.object({
  sk: z.string(),
  reason: z.string(),
  reportedAt: z.string(),
  expiresAt: z.number(),
  closedAt: z.string().optional(),
});
export type ListedReport = {
  id: string;
  reason: string;
  reportedAt: string;
  goesAt: string;
  closedAt?: string;
};

const signed = z.object({
  author: z.string(),
  key: authorKeyClaim,
  cid: z.string(),
  text: z.string(),
  signature,
});
type Signed = z.output<typeof signed>;
const whole = z.object({
  v: z.literal(1),
  reportId: z.string(),
  reporter: z.string(),
  reportedAt: z.string(),
  reason: z.string(),
  note: z.string().optional(),
  message: signed,
  before: z.array(signed),
});
export type OpenedReport = Omit<z.output<typeof whole>, 'v'>;

const open = (client?: DynamoDBDocumentClient) =>
  client ?? DynamoDBDocumentClient.from(new DynamoDBClient({}));

/** The reports that are kept, oldest first, with the operator's own credentials. Nothing is opened. */
export const listReports = async (
  TableName: string,
  client?: DynamoDBDocumentClient,
): Promise<ListedReport[]> => {
  const reports: ListedReport[] = [];
  const asked = {
    TableName,
    ...reportsOfStage,
    ProjectionExpression: 'sk, reason, reportedAt, expiresAt, closedAt',
  };
  for await (const { Items = [] } of paginateQuery({ client: open(client) }, asked))
    for (const { sk, expiresAt, ...rest } of Items.map((found) => item.parse(found)))
      reports.push({ id: sk, goesAt: new Date(expiresAt * 1000).toISOString(), ...rest });
  return reports.sort((one, other) => one.reportedAt.localeCompare(other.reportedAt));
};

/**
 * Opens a report with the moderators' identities, and verifies every signature in it once more. Throws {@link OperatorError} for one that is not there, cannot be opened, or
 * does not hold.
 */
export const showReport = async (
  TableName: string,
  { identities }: Secret<'moderation'>,
  id: string,
  client?: DynamoDBDocumentClient,
): Promise<OpenedReport> => {
  demandId(id);
  const { Item } = await open(client).send(new GetCommand({ TableName, Key: reportKey(id) }));
  if (!Item) throw new OperatorError('There is no report of that id: it is gone, or never was.');
  const text = await openReport(identities, id, Item.sealed);
  if (text === null)
    throw new OperatorError(
      'The report is sealed for none of the identities in the secret moderation, or is changed.',
    );
  const { v: _, ...report } = whole.parse(parseJson(text));
  if (![report.message, ...report.before].every(isProven))
    throw new OperatorError('The report has a message in it that its author did not sign. Do not act on it.');
  return report;
};

/** The author's key is the author's own word, and the message is signed with it. */
const isProven = ({ author, key, text, signature }: Signed): boolean =>
  isSignedBy(key.authorKey, 'author-key', { text: claimText(author, key), signature: key.signature }) &&
  isSignedBy(key.authorKey, 'message', { text, signature });

/** Notes that a report is dealt with; it stays until its time is over. A repeat keeps the first time. Throws {@link OperatorError} for one that is not there. */
export const closeReport = async (
  TableName: string,
  id: string,
  now: Date,
  client?: DynamoDBDocumentClient,
): Promise<void> => {
  demandId(id);
  await open(client)
    .send(
      new UpdateCommand({
        TableName,
        Key: reportKey(id),
        UpdateExpression: 'SET closedAt = if_not_exists(closedAt, :now)',
        ConditionExpression: 'attribute_exists(sealed)',
        ExpressionAttributeValues: { ':now': now.toISOString() },
      }),
    )
    .catch((error: Error) => {
      if (error.name !== 'ConditionalCheckFailedException') throw error;
      throw new OperatorError('There is no report of that id: it is gone, or never was.');
    });
};

const demandId = (id: string): void => {
  if (!REPORT_ID.test(id))
    throw new OperatorError('A report has an id of 32 digits and letters from a to f.');
};

/** The line of a report in the list. */
export const describeListed = ({ id, reason, reportedAt, goesAt, closedAt }: ListedReport): string =>
  printable(
    `${id}  ${reportedAt}  ${reason.padEnd(10)}  ${closedAt === undefined ? 'open  ' : 'closed'}  goes ${goesAt}`,
  );

/** A report for people to read, line by line. Nothing in it can begin a line of its own, or turn a terminal around. */
export const describeReport = ({
  message,
  before,
  reporter,
  reportedAt,
  reason,
  note,
}: OpenedReport): string[] =>
  [
    `reported by ${reporter} at ${reportedAt}: ${reason}`,
    ...(note === undefined ? [] : [`says: ${JSON.stringify(note)}`]),
    `every signature holds; in ${message.cid}`,
    ...before.map((each) => describeMessage('before', each)),
    describeMessage('REPORTED', message),
  ].map(printable);

/** The text is JSON, as it was signed. */
const describeMessage = (place: string, { author, text }: Signed): string =>
  `${place.padEnd(8)} ${author}: ${text}`;
