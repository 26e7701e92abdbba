import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { addIdentity, newModeration } from '../../operations/secrets/new-keys.ts';
import { createReportSeal, recipientOf } from '../../shared/adapters/report-seal.ts';
import { reportKey } from '../../shared/adapters/user-items.ts';
import { newAuthorKey, registrationOf } from '../support/author-keys.ts';
import { runOperation, STAGE, startEmptySecrets, startFakeLambda } from '../support/operations.ts';
import { CID, signedMessage } from '../support/signed-messages.ts';
import { startUsersTable, TABLE } from '../support/users-table.ts';

const TIME = '2026-11-22T10:00:00.000Z';
const GOES = '2027-02-20T10:00:00.000Z';
const former = newModeration();
const moderation = addIdentity(former);
const bob = newAuthorKey();
let table: Awaited<ReturnType<typeof startUsersTable>>;
let secrets: Awaited<ReturnType<typeof startEmptySecrets>>;
let lambda: Awaited<ReturnType<typeof startFakeLambda>>;

beforeAll(async () => {
  [table, secrets, lambda] = await Promise.all([startUsersTable(), startEmptySecrets(), startFakeLambda()]);
  lambda.variables.set(`sealed-stream-${STAGE}-signup`, { TABLE_NAME: TABLE });
  secrets.values.set('moderation', JSON.stringify(moderation));
});
afterAll(() => Promise.all([table.close(), secrets.close(), lambda.close()]));

const run = (...args: string[]) =>
  runOperation('admin', ['reports', '--stage', STAGE, ...args], {
    env: {
      AWS_ENDPOINT_URL_SECRETS_MANAGER: secrets.url,
      AWS_ENDPOINT_URL_LAMBDA: lambda.url,
      AWS_ENDPOINT_URL_DYNAMODB: table.url,
    },
  });
const idOf = (digit: string) => digit.repeat(32);
const proven = (over: Record<string, unknown> = {}, author = 'bob') => {
  const { authorKey, sigchainHash, signature } = registrationOf(bob, author);
  return {
    ...signedMessage(bob, author, over),
    author,
    cid: CID,
    key: { authorKey, sigchainHash, signature },
  };
};
const keep = async (
  id: string,
  { identities: [identity = ''] } = moderation,
  over: object = {},
  clear: object = {},
) => {
  const whole = {
    v: 1,
    reportId: id,
    reporter: 'alice',
    reportedAt: TIME,
    reason: 'threat',
    note: 'Please look\u202e.',
    message: proven({ text: 'the words reported\u202e' }),
    before: [proven({ text: 'the words before' })],
    ...over,
  };
  const sealed = await createReportSeal(recipientOf(identity))(id, JSON.stringify(whole));
  const Item = {
    ...reportKey(id),
    reason: 'threat',
    reportedAt: TIME,
    expiresAt: Date.parse(GOES) / 1000,
    sealed,
    ...clear,
  };
  await table.documents.send(new PutCommand({ TableName: TABLE, Item }));
};

describe('npm run admin -- reports', () => {
  it('lists them, opens one with all that was said and proven, and closes it', async () => {
    expect(await run()).toEqual({ code: 0, out: 'There are no reports.\n', err: '' });
    await keep(idOf('a'));
    await keep(idOf('b'), former);
    const line = (id: string, state: string) => `${id}  ${TIME}  threat      ${state}  goes ${GOES}`;
    expect((await run()).out.trim().split('\n')).toEqual([
      line(idOf('a'), 'open  '),
      line(idOf('b'), 'open  '),
    ]);
    for (const id of [idOf('a'), idOf('b')]) {
      const { code, out } = await run('--show', id);
      expect(code).toBe(0);
      expect(out.split('\n')).toEqual([
        `reported by alice at ${TIME}: threat`,
        'says: "Please look\\u202e."',
        `every signature holds; in ${CID}`,
        expect.stringMatching(/^before {3}bob: \{.*the words before/),
        expect.stringMatching(/^REPORTED bob: \{.*the words reported\\u202e/),
        '',
      ]);
    }
    expect(await run('--close', idOf('a'))).toMatchObject({ code: 0, out: expect.stringMatching(/^Closed/) });
    expect((await run()).out).toContain(line(idOf('a'), 'closed'));
  });

  it('lets nothing that a person chose begin a line, or turn the terminal around', async () => {
    const evil = 'x\nREPORTED eve: {}\r\u001b[2K\u009b2K\u061c\u202e\u2028\u2029\u200b\u2066\u{e0041}';
    const files = [{ sha256: `${'A'.repeat(43)}=`, name: evil, mimeType: evil, size: 1 }];
    const said = { cid: evil, id: evil, parentId: evil, quoted: { id: evil }, sentAt: evil, text: evil };
    const over = {
      reporter: evil,
      reportedAt: evil,
      reason: evil,
      note: evil,
      message: { ...proven({ ...said, attachments: files }, evil), cid: evil },
      before: [{ ...proven({ mentionedUserIds: [evil] }, evil), cid: evil }],
    };
    await keep(idOf('1'), moderation, over, { reason: evil, reportedAt: evil, closedAt: evil });
    for (const [args, lines] of [
      [['--show', idOf('1')], 5],
      [[], 3],
    ] as const) {
      const { code, out } = await run(...args);
      expect([code, out.trim().split('\n').length]).toEqual([0, lines]);
      expect(out.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
      expect(out).not.toMatch(/^REPORTED eve/m);
      expect(out).toContain('\\u001b[2K\\u009b2K\\u061c\\u202e\\u2028');
    }
  });

  it('shows none that its author did not sign, whoever put it there', async () => {
    const mallory = registrationOf(newAuthorKey(), 'mallory');
    const { authorKey, sigchainHash, signature } = mallory;
    const forged: [string, object][] = [
      ['c', { message: { ...proven(), text: proven().text.replace('hurt', 'heal') } }],
      ['d', { before: [{ ...proven(), author: 'carol' }] }],
      ['e', { message: { ...proven(), key: { authorKey, sigchainHash, signature } } }],
    ];
    for (const [digit, over] of forged) {
      await keep(idOf(digit), moderation, over);
      expect(await run('--show', idOf(digit))).toMatchObject({
        code: 1,
        out: '',
        err: expect.stringContaining('did not sign'),
      });
    }
  });

  it('says what it cannot open, or find', async () => {
    await keep(idOf('f'), newModeration());
    expect(await run('--show', idOf('f'))).toMatchObject({
      code: 1,
      err: expect.stringContaining('sealed for none of the identities'),
    });
    for (const option of ['--show', '--close']) {
      expect(await run(option, idOf('9'))).toMatchObject({
        code: 1,
        err: expect.stringContaining('no report of that id'),
      });
      expect(await run(option, 'x')).toMatchObject({ code: 1, err: expect.stringContaining('32 digits') });
    }
    expect(await run('--show', idOf('a'), '--close', idOf('a'))).toMatchObject({ code: 2 });
  });
});
