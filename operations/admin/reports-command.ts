import { UsageError } from '../../toolchain/command-line.mjs';
import { openSecretStore, readValue } from '../secrets/secret-store.ts';
import { closeReport, describeListed, describeReport, listReports, showReport } from './reports.ts';

type Asked = { table: string; stage: string; show: string | undefined; close: string | undefined };

/** Lists the stage's reports, opens one, or closes one. Throws what these throw, and {@link UsageError} for two at a time. */
export const runReports = async ({ table, stage, show, close }: Asked): Promise<void> => {
  if (show !== undefined && close !== undefined)
    throw new UsageError('--show and --close are for one at a time.');
  if (close !== undefined) {
    await closeReport(table, close, new Date());
    return console.log('Closed. It stays until its time is over.');
  }
  if (show === undefined) return list(table);
  const secret = await readValue(openSecretStore(stage), 'moderation');
  for (const line of describeReport(await showReport(table, secret, show))) console.log(line);
};

const list = async (table: string): Promise<void> => {
  const found = await listReports(table);
  for (const report of found) console.log(describeListed(report));
  if (found.length === 0) console.log('There are no reports.');
};
