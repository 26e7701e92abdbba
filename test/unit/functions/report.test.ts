import { createHash, randomUUID } from 'node:crypto';
import { PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { createHandler } from '../../../functions/report/handler.ts';
import { closeReport } from '../../../operations/admin/reports.ts';
import { createFindAuthorKeys } from '../../../shared/adapters/dynamodb-author-keys.ts';
import { createDynamoDbReports } from '../../../shared/adapters/dynamodb-reports.ts';
import { createReportSeal, openReport, recipientOf } from '../../../shared/adapters/report-seal.ts';
import { reportsOfStage, userKey } from '../../../shared/adapters/user-items.ts';
import type { ReportRequest } from '../../../shared/contract/report.ts';
import type { ReportDeps } from '../../../shared/domain/report.ts';
import { type AuthorKeyPair, newAuthorKey, registrationOf, signText } from '../../support/author-keys.ts';
import { call, type Reply } from '../../support/call.ts';
import { capture, MARKERS } from '../../support/captured-log.ts';
import { openGuard } from '../../support/guard.ts';
import { CID, envelopeText, signedMessage } from '../../support/signed-messages.ts';
import { startUsersTable, TABLE } from '../../support/users-table.ts';

const TIME = '2026-11-22T10:00:00.000Z';
const identity = Buffer.alloc(32, 7).toString('base64url');
const pending = { receiptId: randomUUID(), requestedAt: TIME, dueAt: TIME };

let table: Awaited<ReturnType<typeof startUsersTable>>;
let bob: string;
let alice: string;
let key: AuthorKeyPair;
let told: string[];
let isTold: boolean;
let now: Date;

beforeAll(async () => {
  table = await startUsersTable();
  for (const level of ['info', 'warn', 'error'] as const)
    jest.spyOn(console, level).mockImplementation(() => {});
});
afterAll(() => table.close());
beforeEach(async () => {
  [alice, bob] = [`alice-${randomUUID()}`, `bob-${randomUUID()}`];
  [key, told, isTold, now] = [newAuthorKey(), [], true, new Date(TIME)];
  await register(bob, key);
});

const put = (id: string, item: object) =>
  table.documents.send(new PutCommand({ TableName: TABLE, Item: { ...userKey(id), id, ...item } }));
const keptKey = (id: string, pair: AuthorKeyPair) => ({ ...registrationOf(pair, id), registeredAt: TIME });
const register = (id: string, pair: AuthorKeyPair, more: object = {}) =>
  put(id, { authorKey: keptKey(id, pair), formerAuthorKeys: [], ...more });

const report = (body: unknown, over: Partial<ReportDeps> = {}, subject = alice) =>
  call(
    createHandler({
      guard: openGuard,
      findAuthorKeys: createFindAuthorKeys(table.db, TABLE),
      ...createDynamoDbReports(table.db, TABLE),
      seal: createReportSeal(recipientOf(identity)),
      tell: async (id, reason) => {
        if (isTold) told.push(`${id} ${reason}`);
        return isTold;
      },
      hash: (text) => createHash('sha256').update(text, 'utf8').digest('hex'),
      retentionDays: 90,
      now: () => now,
      ...over,
    }),
    { subject, body },
  );
const requestFor = (over: Partial<ReportRequest> = {}): ReportRequest => ({
  message: signedMessage(key, bob),
  before: [],
  reason: 'harassment',
  ...over,
});
const idOf = ({ body }: Reply) => (body as { reportId: string }).reportId;
const typeOf = ({ statusCode, body }: Reply) => [
  statusCode,
  (body as { error?: { type: string } }).error?.type,
];
const stored = async () =>
  (await table.documents.send(new QueryCommand({ TableName: TABLE, ...reportsOfStage }))).Items ?? [];
const storedAs = async (id: string) => (await stored()).find(({ sk }) => sk === id);
const opened = async (id: string) =>
  JSON.parse((await openReport([identity], id, (await storedAs(id))?.sealed)) ?? 'null');

describe('POST /reports', () => {
  it('keeps what was reported for the moderators alone, with the proof of each message, and tells them', async () => {
    const own = newAuthorKey();
    await register(alice, own);
    const before = [signedMessage(own, alice), signedMessage(key, bob, { text: 'words before' })];
    const request = requestFor({ before, note: ' Again. ' });
    const reply = await report(request);
    expect([reply.statusCode, reply.body]).toEqual([201, { reportId: idOf(reply), reportedAt: TIME }]);
    expect(told).toEqual([`${idOf(reply)} harassment`]);
    const proven = (message: object, author: string, pair: AuthorKeyPair) => ({
      ...message,
      author,
      cid: CID,
      key: expect.objectContaining({ authorKey: pair.authorKey, signature: expect.any(String) }),
    });
    expect(await opened(idOf(reply))).toEqual({
      v: 1,
      reportId: idOf(reply),
      reporter: alice,
      reportedAt: TIME,
      reason: 'harassment',
      note: 'Again.',
      message: proven(request.message, bob, key),
      before: [proven(before[0] as object, alice, own), proven(before[1] as object, bob, key)],
    });
  });

  it('stores nothing of it in the clear but the reason and the times, and not beyond its time', async () => {
    const id = idOf(await report(requestFor({ note: 'a note' })));
    const { sealed, ...clear } = (await storedAs(id)) ?? {};
    expect(clear).toEqual({
      pk: 'REPORTS',
      sk: id,
      reason: 'harassment',
      reportedAt: TIME,
      toldAt: TIME,
      expiresAt: Date.parse('2027-02-20T10:00:00.000Z') / 1000,
    });
    const bytes = Buffer.from(sealed).toString('latin1');
    for (const words of [alice, bob, 'a note', 'words that hurt', key.authorKey])
      expect(bytes).not.toContain(words);
  });

  it('takes a repeat in the place of what was there, under its id, and tells of it once', async () => {
    const request = requestFor();
    const reportId = idOf(await report(request));
    const had = (await stored()).length;
    await closeReport(TABLE, reportId, now, table.documents);
    const reportedAt = '2026-11-23T10:00:00.000Z';
    now = new Date(reportedAt);
    const before = [signedMessage(key, bob, { text: 'words before' })];
    const repeat = await report({ ...request, before, reason: 'other', note: 'more' });
    expect([repeat.statusCode, repeat.body]).toEqual([200, { reportId, reportedAt }]);
    expect(await opened(reportId)).toMatchObject({ reportedAt, reason: 'other', note: 'more', before });
    expect(await storedAs(reportId)).toEqual({
      pk: 'REPORTS',
      sk: reportId,
      reason: 'other',
      reportedAt,
      toldAt: TIME,
      expiresAt: Date.parse('2027-02-21T10:00:00.000Z') / 1000,
      sealed: expect.any(Uint8Array),
    });
    expect([(await stored()).length, told.length]).toEqual([had, 1]);
  });

  it('keeps one of ten that come at once', async () => {
    const request = requestFor();
    const had = (await stored()).length;
    const replies = await Promise.all(Array.from({ length: 10 }, () => report(request)));
    expect(replies.every(({ statusCode }) => statusCode === 200 || statusCode === 201)).toBe(true);
    expect(await stored()).toHaveLength(had + 1);
    expect(new Set(replies.map(idOf)).size).toBe(1);
  });

  it('is another report by somebody else, and of another message', async () => {
    const request = requestFor();
    const ids = [
      await report(request),
      await report(request, {}, `carol-${randomUUID()}`),
      await report(requestFor()),
    ].map(idOf);
    expect(new Set(ids).size).toBe(3);
  });

  it('is kept when nobody could be told, and is done once a repeat has told of it', async () => {
    isTold = false;
    const request = requestFor();
    const had = (await stored()).length;
    expect(typeOf(await report(request))).toEqual([500, 'INTERNAL_ERROR']);
    expect(await stored()).toHaveLength(had + 1);
    isTold = true;
    const done = await report(request);
    expect(done.statusCode).toBe(201);
    expect(await storedAs(idOf(done))).toMatchObject({ reportedAt: TIME, toldAt: TIME });
    expect(told).toEqual([`${idOf(done)} harassment`]);
    expect((await report(request)).statusCode).toBe(200);
    expect(told).toHaveLength(1);
  });

  it('holds by a key that its author has had before, and while the author is about to be erased', async () => {
    const newer = newAuthorKey();
    const former = { formerAuthorKeys: [keptKey(bob, newAuthorKey()), keptKey(bob, key)] };
    await register(bob, newer, { ...former, erasurePending: pending });
    expect((await report(requestFor())).statusCode).toBe(201);
    expect((await report(requestFor({ message: signedMessage(newer, bob) }))).statusCode).toBe(201);
    await put(bob, { erasure: { ...pending, doneAt: {} } });
    expect(typeOf(await report(requestFor()))).toEqual([422, 'REPORT_NOT_PROVEN']);
  });

  const changed = (text: string) => text.replace('hurt', 'heal');
  it.each<[string, () => Partial<ReportRequest>]>([
    ['that its reporter made up', () => ({ message: signedMessage(newAuthorKey(), bob) })],
    [
      'whose words were changed',
      () => {
        const { text, signature } = signedMessage(key, bob);
        return { message: { text: changed(text), signature } };
      },
    ],
    ['under another name', () => ({ message: signedMessage(key, `carol-${randomUUID()}`) })],
    ['signed as a reaction', () => ({ message: signText(key, 'reaction', envelopeText(bob)) })],
    ['that is signed and no message', () => ({ message: signText(key, 'message', `{"from":"${bob}"}`) })],
    ['that names no author', () => ({ message: signText(key, 'message', '{"from":{"id":"bob"}}') })],
    ['that is no JSON', () => ({ message: signText(key, 'message', 'words that hurt') })],
    ['that is null', () => ({ message: signText(key, 'message', 'null') })],
    [
      'with one before it that is not proven',
      () => ({ before: [signedMessage(key, bob), signedMessage(newAuthorKey(), bob)] }),
    ],
  ])('takes no report of one %s, and none of the rest', async (_, over) => {
    const had = (await stored()).length;
    expect(typeOf(await report(requestFor(over())))).toEqual([422, 'REPORT_NOT_PROVEN']);
    expect(await stored()).toHaveLength(had);
    expect(told).toEqual([]);
  });

  it("takes no report of one's own message, nor of several channels at once", async () => {
    expect(await report(requestFor(), {}, bob)).toMatchObject({
      statusCode: 400,
      body: { error: { type: 'INVALID_REQUEST', message: "message: is the caller's own" } },
    });
    const elsewhere = signedMessage(key, bob, { cid: 'encrypted:other' });
    expect(await report(requestFor({ before: [elsewhere] }))).toMatchObject({
      statusCode: 400,
      body: { error: { message: 'before: is not all of the same channel' } },
    });
    expect(told).toEqual([]);
  });

  it('says so where nobody could read it', async () => {
    const had = (await stored()).length;
    expect(typeOf(await report(requestFor(), { seal: null }))).toEqual([409, 'REPORTS_NOT_SET_UP']);
    expect(await stored()).toHaveLength(had);
  });

  it.each<[string, object, number]>([
    ['eleven messages before it', { before: Array(11).fill({ text: '{}', signature: 'A'.repeat(86) }) }, 400],
    ['a note that is too long', { note: 'x'.repeat(1_001) }, 400],
    ['no words in its note', { note: '  ' }, 400],
    ['a reason that is none', { reason: 'boredom' }, 400],
    ['a field of its own', { reporter: 'carol' }, 400],
    ['a message longer than any', { message: { text: 'x'.repeat(20_001), signature: 'A'.repeat(86) } }, 400],
    [
      'more than a request may have',
      { before: Array(4).fill({ text: 'x'.repeat(17_000), signature: 'A'.repeat(86) }) },
      413,
    ],
  ])('takes none with %s', async (_, over, status) => {
    const none = { findAuthorKeys: () => Promise.reject(new Error('looked')) };
    expect((await report({ ...requestFor(), ...over }, none)).statusCode).toBe(status);
  });

  it.each<[string, Partial<ReportDeps>]>([
    ['working', {}],
    ['the table failing', { keep: () => Promise.reject(new Error(Object.values(MARKERS).join(' '))) }],
  ])('writes nothing of it into the log: %s', async (_, over) => {
    const message = signedMessage(key, bob, { text: 'MARKER-words' });
    const unproven = {
      ...message,
      text: changed(message.text),
      signature: signedMessage(key, bob).signature,
    };
    const logged = await capture(async () => {
      await report(requestFor({ message, note: 'MARKER-note' }), over);
      await report(requestFor({ message: unproven, note: 'MARKER-note' }), over);
      await report({ message, reason: 'MARKER-reason' }, over);
    });
    expect(logged).toContain('"route":"report"');
    for (const words of ['MARKER', alice, bob, key.authorKey, message.signature, 'harassment'])
      expect(logged).not.toContain(words);
  });
});
