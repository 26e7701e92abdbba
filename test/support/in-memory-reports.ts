import { createHash } from 'node:crypto';
import type { ReportRequest, ReportResponse } from '../../shared/contract/report.ts';
import { takeReport } from '../../shared/domain/report.ts';
import { authorOf } from './authors.ts';

/** The backend's own rules for reports, of authors as `authorOf` makes them. */
export const createInMemoryReports = () => {
  const requests: ReportRequest[] = [];
  const kept = new Set<string>();
  const claimOf = async (userId: string) => {
    const { authorKey } = await authorOf(userId);
    return { authorKey, sigchainHash: '0'.repeat(64), signature: 'A'.repeat(86) };
  };
  const take = async (reporter: string, request: ReportRequest): Promise<ReportResponse> => {
    requests.push(request);
    const { report } = await takeReport(
      {
        findAuthorKeys: async (ids) =>
          new Map(await Promise.all(ids.map(async (id) => [id, [await claimOf(id)]] as const))),
        seal: async (_, text) => new TextEncoder().encode(text),
        keep: async ({ id }) => {
          const isTold = kept.has(id);
          kept.add(id);
          return { isTold };
        },
        tell: async () => true,
        noteTold: async () => {},
        hash: (text) => createHash('sha256').update(text).digest('hex'),
        retentionDays: 90,
        now: () => new Date(),
      },
      reporter,
      request,
    );
    return report;
  };
  return { take, requests };
};
