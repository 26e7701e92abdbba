import type { AuthorKeyClaim } from '../contract/author-key.ts';
import { chatUserId } from '../contract/channel.ts';
import { parseEnvelope } from '../contract/envelope.ts';
import { parseJson } from '../contract/parse-json.ts';
import type { ReportReason, ReportRequest, ReportResponse } from '../contract/report.ts';
import type { SignedText } from '../contract/signed-text.ts';
import { AppError } from './app-error.ts';
import type { SealedReport } from './sealed-report.ts';
import { isSignedBy } from './verify-signed.ts';

export type ReportDeps = {
  /** Every key that each of them has registered, the former ones too; none for somebody unknown or erased. */
  findAuthorKeys: (userIds: readonly string[]) => Promise<ReadonlyMap<string, readonly AuthorKeyClaim[]>>;
  /** So that only the stage's moderators can open it; null where the stage has none. */
  seal: ((reportId: string, report: string) => Promise<Uint8Array>) | null;
  /**
   * Keeps a report, open, in the place of one with this id. `isTold`: the moderators have been told that there is one. Safe to repeat; of those that race
   * one is kept whole.
   */
  keep: (report: SealedReport) => Promise<{ isTold: boolean }>;
  /** Tells the moderators that there is a report; false when that failed. Throws nothing. */
  tell: (reportId: string, reason: ReportReason) => Promise<boolean>;
  noteTold: (reportId: string, at: string) => Promise<void>;
  /** SHA-256 in hex. */
  hash: (text: string) => string;
  retentionDays: number;
  now: () => Date;
};

/** One that is proven: whose it is, and by which key. */
type Proven = SignedText & { author: string; key: AuthorKeyClaim; cid: string };

const DAY_MS = 86_400_000;
const ID_LENGTH = 32;

/**
 * Takes a report of a message for the stage's moderators. Each message in it must be signed by a key that its author has registered: so the reporter cannot make one up, and
 * its author cannot deny it. Whether the reporter is in the channel makes no difference to that, so it is not asked. Stored sealed, and told of once: a
 * repeat has the same id, takes the place of what was there, and opens it again if it was closed. Throws `REPORTS_NOT_SET_UP`, `REPORT_NOT_PROVEN` and `INVALID_REQUEST` for one's own message or one of another channel; then
 * nothing is stored. Throws `INTERNAL_ERROR` when nobody could be told.
 */
export const takeReport = async (
  deps: ReportDeps,
  reporter: string,
  request: ReportRequest,
): Promise<{ isNew: boolean; report: ReportResponse }> => {
  if (!deps.seal) throw new AppError('REPORTS_NOT_SET_UP');
  const [message, ...before] = await prove(deps, [request.message, ...request.before]);
  if (!message) throw new AppError('REPORT_NOT_PROVEN');
  demandSense(reporter, message, before);
  const reportId = deps.hash(`${reporter}\n${message.text}`).slice(0, ID_LENGTH);
  const { reason, note } = request;
  const now = deps.now();
  const reportedAt = now.toISOString();
  const whole = { v: 1, reportId, reporter, reportedAt, reason, note, message, before };
  const { isTold } = await deps.keep({
    id: reportId,
    reason,
    reportedAt,
    expiresAt: Math.ceil((now.getTime() + deps.retentionDays * DAY_MS) / 1000),
    sealed: await deps.seal(reportId, JSON.stringify(whole)),
  });
  if (!isTold) await tellOnce(deps, reportId, reason);
  return { isNew: !isTold, report: { reportId, reportedAt } };
};

/** A report that nobody has heard of is not done: it stays, and a repeat goes on here. Calls that race may each tell. */
const tellOnce = async (deps: ReportDeps, reportId: string, reason: ReportReason): Promise<void> => {
  if (!(await deps.tell(reportId, reason))) throw new AppError('INTERNAL_ERROR');
  await deps.noteTold(reportId, deps.now().toISOString());
};

/** Only whose it says it is, is read before the signature holds; and only what is signed is read as a message. */
const prove = async (deps: ReportDeps, messages: readonly SignedText[]): Promise<Proven[]> => {
  const signed = messages.map((message) => ({ ...message, author: claimedAuthor(message) }));
  const keys = await deps.findAuthorKeys([...new Set(signed.map(({ author }) => author))]);
  return signed.map((message) => {
    const key = keys.get(message.author)?.find(({ authorKey }) => isSignedBy(authorKey, 'message', message));
    const cid = key && parseEnvelope(message.text)?.cid;
    if (!key || cid === undefined) throw new AppError('REPORT_NOT_PROVEN');
    return { ...message, key, cid };
  });
};

const claimedAuthor = ({ text }: SignedText): string => {
  const author = chatUserId.safeParse((parseJson(text) as { from?: unknown } | null | undefined)?.from);
  if (!author.success) throw new AppError('REPORT_NOT_PROVEN');
  return author.data;
};

const demandSense = (reporter: string, message: Proven, before: readonly Proven[]): void => {
  if (message.author === reporter)
    throw new AppError('INVALID_REQUEST', { message: "message: is the caller's own" });
  if (before.some(({ cid }) => cid !== message.cid))
    throw new AppError('INVALID_REQUEST', { message: 'before: is not all of the same channel' });
};
