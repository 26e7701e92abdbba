import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { SecureChat } from '../../client-example/secure-chat/src/secure-chat.ts';
import type { Person } from '../../local/demo/person.ts';
import { enter } from '../../local/demo/talk.ts';
import { bareClient, encryptedType, type Journey, startJourney } from './journey-stack.ts';
import { findLeaks, formsOf, untilWritten } from './leak-search.ts';

const canary = () => `canary${randomBytes(12).toString('hex')}`;
/** Words people type hold more than letters; the canary inside is what is searched for. */
const wordsWith = (secret: string) => `"${secret}" \u{1F99C} <b>é\\n</b>`;

const typed = {
  message: canary(),
  edit: canary(),
  thread: canary(),
  quote: canary(),
  long: canary(),
  file: canary(),
  fileName: canary(),
  blocked: canary(),
};
/** Sent in the clear on purpose, into a channel that is not encrypted: the search must find it. */
const planted = canary();

let journey: Journey;
let logDir: string;
let encryptionSessionId: string;
/** Codes, phone numbers, tokens and keys: for nobody's log. */
const notForLogs: string[] = [];

beforeAll(async () => {
  journey = await startJourney({ recordWire: true });
  logDir = journey.stack.logDir;
  const [alice, bob] = await Promise.all([journey.person('Alice'), journey.person('Bob')]);
  const alicePhone = await setUpNoting(alice);
  const bobPhone = await setUpNoting(bob);
  await talk(alicePhone, bobPhone, bob);
  await plant(alice, alicePhone);
  await untilWritten(join(journey.stateDir, 'wire'), planted, ['api.log', 'sqs.log']);
  await journey.stack.close();
}, 120_000);
afterAll(() => journey.close());

const setUpNoting = async (person: Person): Promise<SecureChat> => {
  const device = journey.device(person);
  const { activationKey, twoManRuleKey } = await device.api.signup();
  await device.onboarding.begin({ phoneNumber: person.phoneNumber });
  const code = await person.lastCode();
  await device.onboarding.finish(code);
  const { accessToken } = await device.api.token();
  const secrets = [activationKey, twoManRuleKey, code, accessToken, person.accessToken, person.phoneNumber];
  for (const secret of secrets) if (secret) notForLogs.push(secret.replace(/^\+/, ''));
  await device.connect();
  return device;
};

const talk = async (alicePhone: SecureChat, bobPhone: SecureChat, bob: Person) => {
  const wanted = { type: encryptedType(journey), id: randomUUID(), members: [bob.userId] };
  const atAlice = await alicePhone.createChannel(wanted);
  const atBob = await enter(bobPhone, atAlice.cid);
  encryptionSessionId = atAlice.epoch()?.encryptionSessionId ?? '';
  const id = await atAlice.send(wordsWith(typed.message));
  await atAlice.edit(id, wordsWith(typed.edit));
  await atBob.send(wordsWith(typed.thread), { parentId: id });
  await atBob.send(wordsWith(typed.quote), { quotedMessageId: id });
  await atBob.send(wordsWith(typed.long).repeat(100));
  const file = new File([wordsWith(typed.file).repeat(100)], `${typed.fileName}.txt`, { type: 'text/plain' });
  await atBob.sendMessage({ text: '', attachments: [await atBob.uploadFile(file)] });
  await expect(atBob.stream.sendMessage({ text: typed.blocked })).rejects.toThrow();
  const reader = await enter(alicePhone, atAlice.cid);
  expect(await reader.messages()).toMatchObject([
    { text: wordsWith(typed.edit) },
    { text: wordsWith(typed.quote) },
    { text: expect.stringContaining(typed.long) },
    { attachments: [{ name: `${typed.fileName}.txt` }] },
  ]);
};

const plant = async (alice: Person, device: SecureChat) => {
  const bare = await bareClient(journey, alice, device);
  const open = bare.channel('messaging', randomUUID(), { members: [alice.userId] });
  await open.create();
  const { message } = await open.sendMessage({ text: planted });
  expect(message.type).toBe('regular');
  await bare.disconnectUser();
};

describe('what people type', () => {
  it('is nowhere: not with Stream, not with Seald, not in tables, queues or logs', () => {
    expect(findLeaks([journey.stateDir], Object.values(typed))).toEqual([]);
  });

  it('was looked for where the ciphertext is', () => {
    const files = findLeaks([journey.stateDir], [encryptionSessionId]).map(({ file }) => file);
    expect(files).toEqual(
      expect.arrayContaining([
        'wire/stream.log',
        'wire/seald-api.log',
        'wire/api.log',
        'wire/sqs.log',
        'stream/stream.state',
      ]),
    );
  });

  it('would be found: words sent in the clear elsewhere are, in the store, on the wire, in the hook and the queue', () => {
    const files = new Set(findLeaks([journey.stateDir], [planted]).map(({ file }) => file));
    expect([...files].sort()).toEqual([
      'stream/stream.state',
      'wire/api.log',
      'wire/sqs.log',
      'wire/stream.log',
    ]);
  });
});

describe('codes, phone numbers, tokens and keys', () => {
  it('are in no log', () => {
    expect(notForLogs).toHaveLength(12);
    const inLogs = findLeaks([logDir], notForLogs);
    expect(inLogs.map(({ file, form }) => `${file} (${form})`)).toEqual([]);
  });

  it('were looked for in logs that tell of each call', () => {
    const log = (name: string) => readFileSync(join(logDir, `${name}.log`), 'utf8');
    expect(log('gateway')).toContain('/challenge');
    for (const name of ['signup', 'challenge', 'claim-identity', 'enroll', 'stream-webhook'])
      expect(log(name).length).toBeGreaterThan(0);
  });
});

describe('the search', () => {
  it.each(formsOf('canary0123').map(({ form, needle }) => [form, needle] as const))(
    'finds a secret written as %s, in the middle of other bytes',
    (form, needle) => {
      const folder = mkdtempSync(join(tmpdir(), 'leak-search-'));
      try {
        writeFileSync(join(folder, 'file'), Buffer.concat([randomBytes(50), needle, randomBytes(50)]));
        expect(findLeaks([folder], ['canary0123']).map((leak) => leak.form)).toContain(form);
        expect(findLeaks([folder], ['canary4567'])).toEqual([]);
      } finally {
        rmSync(folder, { recursive: true });
      }
    },
  );

  it.each([0, 1, 2])('finds a secret that really was encoded in base64 behind %i bytes', (before) => {
    const folder = mkdtempSync(join(tmpdir(), 'leak-search-'));
    try {
      const text = `${'x'.repeat(before)}canary0123, and more`;
      writeFileSync(join(folder, 'file'), Buffer.from(text).toString('base64'));
      expect(findLeaks([folder], ['canary0123'])).not.toEqual([]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
