import type { ReportReason } from '../contract/report.ts';

/** A report as it is stored: what stands in it is for the moderators alone. */
export type SealedReport = {
  id: string;
  reason: ReportReason;
  reportedAt: string;
  /** Unix second after which it goes. */
  expiresAt: number;
  sealed: Uint8Array;
};
