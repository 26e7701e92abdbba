import { createHash } from 'node:crypto';
import { createTeller } from '../../shared/adapters/alarm-topic.ts';
import { deployedGuard } from '../../shared/adapters/deployed-guard.ts';
import { createFindAuthorKeys } from '../../shared/adapters/dynamodb-author-keys.ts';
import { createDynamodb } from '../../shared/adapters/dynamodb-client.ts';
import { createDynamoDbReports } from '../../shared/adapters/dynamodb-reports.ts';
import { createReportSeal } from '../../shared/adapters/report-seal.ts';
import { readEnvironment } from '../../shared/environment.ts';
import { createHandler } from './handler.ts';

const env = readEnvironment('report');
const db = createDynamodb();
const tell = createTeller(env.REPORT_TOPIC_ARN, `Sealed Stream ${env.STAGE}: a message was reported`);

export const handler = createHandler({
  guard: deployedGuard(env),
  findAuthorKeys: createFindAuthorKeys(db, env.TABLE_NAME),
  ...createDynamoDbReports(db, env.TABLE_NAME),
  seal: env.REPORT_RECIPIENT === null ? null : createReportSeal(env.REPORT_RECIPIENT),
  tell: (reportId, reason) =>
    tell(
      `Report ${reportId}: ${reason}\nRead it: npm run admin -- reports --stage ${env.STAGE} --show ${reportId}`,
    ),
  hash: (text) => createHash('sha256').update(text, 'utf8').digest('hex'),
  retentionDays: env.REPORT_RETENTION_DAYS,
  now: () => new Date(),
});
