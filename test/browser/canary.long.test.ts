import { randomBytes, randomUUID } from 'node:crypto';
import { readFileSync, rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { findLeaks, type Leak, untilWritten } from '../journey/leak-search.ts';
import { type Operator, operatorOf } from '../support/operator.ts';
import { type Conversation, conversationOn, openThread } from './conversation.ts';
import { keptOnDevice } from './kept-on-device.ts';
import { closeDialog, openMembers } from './members-panel.ts';
import { openConversation, openPair, type Pair } from './pair.ts';
import { picture } from './picture.ts';
import { type Stage, startStage } from './stage.ts';

const SET_UP_MS = 120_000;
const NOWHERE: string[] = [];

let stage: Stage;
let pair: Pair;
let operator: Operator;
let alice: Conversation;
let bob: Conversation;

type Row = {
  feature: string;
  /** Files of the stack's record in which the string may stand in the clear. */
  clearIn: string[];
  /** Uses the feature with a string of its own. */
  drive: (secret: string) => Promise<void>;
};

/** Words people type hold more than letters; the secret inside is what is searched for. */
const wordsWith = (secret: string) => `"${secret}" \u{1F99C} <b>é\\n</b>`;

const table: Row[] = [
  {
    feature: 'message',
    clearIn: NOWHERE,
    drive: async (secret) => {
      await alice.write(wordsWith(secret));
      await bob.shows(secret);
    },
  },
  {
    feature: 'edit',
    clearIn: NOWHERE,
    drive: async (secret) => {
      await alice.write('to be edited');
      await alice.edit('to be edited', wordsWith(secret));
      await bob.shows(secret);
    },
  },
  {
    feature: 'message sent again after a failure of the server',
    clearIn: NOWHERE,
    drive: async (secret) => {
      operator.setFaults({ requests: [{ method: 'POST', path: '/message', status: 500 }] });
      await alice.write(wordsWith(secret));
      await bob.shows(secret);
    },
  },
  {
    feature: 'message sent again after a loss of the connection',
    clearIn: NOWHERE,
    drive: async (secret) => {
      await pair.atAlice.context.setOffline(true);
      await alice.write(wordsWith(secret));
      await alice.area.getByText('Waiting for the connection').first().waitFor();
      await pair.atAlice.context.setOffline(false);
      await bob.shows(secret);
    },
  },
  {
    feature: 'message that the hook could not check',
    clearIn: NOWHERE,
    drive: async (secret) => {
      operator.setFaults({ hook: { networkError: true } });
      await alice.write(wordsWith(secret));
      operator.setFaults({ hook: {} });
    },
  },
  {
    feature: 'message sent with an expired token',
    clearIn: NOWHERE,
    drive: async (secret) => {
      operator.setFaults({ tokens: { expiredTimes: 1 } });
      await alice.write(wordsWith(secret));
      await bob.shows(secret);
    },
  },
  {
    feature: 'message that is too long',
    clearIn: NOWHERE,
    drive: async (secret) => {
      await alice.composer.fill(`${wordsWith(secret)} `.repeat(600));
      await alice.composer.press('Enter');
      await alice.area.getByText(/^Too long by/).waitFor();
      await alice.composer.fill('');
    },
  },
  {
    feature: 'quote',
    clearIn: NOWHERE,
    drive: async (secret) => {
      await alice.write('to be quoted');
      await bob.shows('to be quoted');
      await bob.quote('to be quoted', wordsWith(secret));
      await alice.shows(secret);
    },
  },
  {
    feature: 'thread reply',
    clearIn: NOWHERE,
    drive: async (secret) => {
      await bob.write('to be answered');
      await alice.shows('to be answered');
      const thread = await openThread(pair.atAlice.page, 'to be answered');
      await thread.write(wordsWith(secret));
      await pair.atAlice.page.getByRole('button', { name: 'Close thread' }).click();
    },
  },
  {
    feature: 'picture: its name',
    clearIn: NOWHERE,
    drive: (secret) => sendFile({ name: `${secret}.png`, mimeType: 'image/png', buffer: picture('') }),
  },
  {
    feature: 'picture: its bytes',
    clearIn: NOWHERE,
    drive: (secret) => sendFile({ name: 'a.png', mimeType: 'image/png', buffer: picture(secret) }),
  },
  {
    feature: 'file: its name',
    clearIn: NOWHERE,
    drive: (secret) =>
      sendFile({ name: `${secret}.txt`, mimeType: 'text/plain', buffer: Buffer.from('text') }),
  },
  {
    feature: 'file: its bytes',
    clearIn: NOWHERE,
    drive: (secret) =>
      sendFile({ name: 'a.txt', mimeType: 'text/plain', buffer: Buffer.from(wordsWith(secret)) }),
  },
  {
    feature: 'caption',
    clearIn: NOWHERE,
    drive: (secret) =>
      sendFile({ name: 'b.png', mimeType: 'image/png', buffer: picture('') }, wordsWith(secret)),
  },
  {
    feature: 'draft that is never sent',
    clearIn: NOWHERE,
    drive: async (secret) => {
      await alice.composer.pressSequentially(secret);
      await pair.atAlice.page.reload(); // where a draft is stored, this is the moment
      await openConversation(pair.atAlice, pair.bob.name);
      await alice.composer.fill('');
    },
  },
  {
    feature: 'pasted address',
    clearIn: NOWHERE,
    drive: async (secret) => {
      await alice.send(`https://example.com/${secret}?q=${secret}`);
      await bob.area.locator(`a[href*=${secret}]`).waitFor(); // shown shortened
    },
  },
  {
    feature: 'slash command',
    clearIn: NOWHERE,
    drive: async (secret) => {
      await alice.composer.pressSequentially(`/giphy ${secret}`);
      await alice.composer.press('Enter');
      await bob.shows(secret);
    },
  },
  {
    feature: 'mention of nobody',
    clearIn: NOWHERE,
    drive: async (secret) => {
      await alice.composer.pressSequentially(`@${secret}`);
      await alice.composer.press('Enter');
      await bob.shows(secret);
    },
  },
  {
    feature: 'name looked for in "new conversation"',
    clearIn: ['wire/stream.log'],
    drive: async (secret) => {
      const { page } = pair.atAlice;
      await page.getByRole('button', { name: 'New conversation' }).first().click();
      await page.getByRole('searchbox', { name: 'Name' }).fill(secret);
      await page.getByText('Nobody of that name').waitFor();
      await page.getByRole('button', { name: 'Close', exact: true }).click();
    },
  },
  {
    feature: 'name looked for in "add somebody"',
    clearIn: ['wire/stream.log'],
    drive: async (secret) => {
      const members = await openMembers(pair.atAlice);
      await members.getByRole('button', { name: 'Add somebody' }).click();
      await pair.atAlice.page.getByRole('searchbox', { name: 'Name' }).fill(secret);
      await pair.atAlice.page.getByText('Nobody of that name').waitFor();
      await closeDialog(pair.atAlice);
      await closeDialog(pair.atAlice);
    },
  },
  {
    feature: 'message there when the conversation is opened',
    clearIn: NOWHERE,
    drive: async (secret) => {
      await alice.write(wordsWith(secret));
      await pair.atBob.page.reload();
      await openConversation(pair.atBob, pair.alice.name);
      await bob.shows(secret);
    },
  },
];

const sendFile = async (file: Parameters<Conversation['attach']>[0], caption: string = randomUUID()) => {
  await alice.attach(file);
  await alice.write(caption);
  await bob.shows(caption);
};

const secrets = new Map(table.map(({ feature }) => [feature, `canary${randomBytes(12).toString('hex')}`]));
const secretOf = (feature: string): string => secrets.get(feature) ?? '';
/** Given to Stream in the clear on purpose; the search must find it. */
const planted = {
  text: `planted${randomBytes(12).toString('hex')}`,
  file: `planted${randomBytes(12).toString('hex')}`,
};

let leaks: Leak[];
let kept: string;
let consoles: string;

beforeAll(async () => {
  stage = await startStage();
  operator = operatorOf(stage);
  await stage.telling(async () => {
    pair = await openPair(stage, { asGroup: true });
    alice = conversationOn(pair.atAlice.page);
    bob = conversationOn(pair.atBob.page);
    for (const { feature, drive } of table)
      await drive(secretOf(feature)).catch((cause) => {
        throw new Error(`while using: ${feature}: ${cause.message}`, { cause });
      });
    kept = JSON.stringify([await keptOnDevice(pair.atAlice.page), await keptOnDevice(pair.atBob.page)]);
  });
  await plant();
  consoles = stage.consoles().join('\n');
  await untilWritten(stage.stack.wireDir, planted.text, ['api.log', 'sqs.log']);
  await stage.close({ keepState: true });
  leaks = findLeaks([stage.stateDir], [...secrets.values(), planted.text, planted.file]);
}, SET_UP_MS * 2);
afterAll(async () => {
  await stage?.close({ keepState: true });
  if (stage) rmSync(stage.stateDir, { recursive: true, force: true });
});

/** What a careless app would have done. */
const plant = async () => {
  const channel = operator.server.channel('messaging', randomUUID(), { created_by_id: pair.aliceId });
  await channel.create();
  await channel.sendMessage({ text: planted.text, user_id: pair.aliceId });
  await channel.sendFile(Buffer.from(planted.file), 'a.txt', 'text/plain', { id: pair.aliceId });
};

describe('what people type and pick', () => {
  it.each(table.map(({ feature, clearIn }) => [feature, clearIn] as const))(
    '%s: stands in the clear in %j only',
    (feature, clearIn) => {
      const found = leaks.filter(({ secret }) => secret === secretOf(feature));
      expect([...new Set(found.map(({ file }) => file))]).toEqual(clearIn);
    },
  );

  it('is not kept on the device, nor told to the console', () => {
    for (const [feature, secret] of secrets) {
      expect([feature, kept.includes(secret)]).toEqual([feature, false]);
      expect([feature, consoles.includes(secret)]).toEqual([feature, false]);
    }
  });

  it('makes the browser ask nobody but the stack', () => {
    expect(stage.strayRequests).toEqual([]);
  });
});

describe('the search', () => {
  it('covers what every server received, and what they store and log', () => {
    const [type = '', id = ''] = pair.cid.split(':');
    const files = findLeaks([stage.stateDir], [id]).map(({ file }) => file);
    expect(type).toBe('encrypted');
    expect(files).toEqual(
      expect.arrayContaining(['wire/stream.log', 'wire/api.log', 'wire/sqs.log', 'stream/stream.state']),
    );
    for (const name of ['seald-api', 'seald-ssks', 'dynamodb', 'front-door', 'issuer', 'secrets-manager'])
      expect(readFileSync(`${stage.stateDir}/wire/${name}.log`).length).toBeGreaterThan(0);
  });

  it('would find words and files sent in the clear', () => {
    const filesOf = (secret: string) =>
      [...new Set(leaks.filter((leak) => leak.secret === secret).map(({ file }) => file))].sort();
    expect(filesOf(planted.text)).toEqual([
      'stream/stream.state',
      'wire/api.log',
      'wire/sqs.log',
      'wire/stream.log',
    ]);
    expect(filesOf(planted.file)).toEqual(expect.arrayContaining(['wire/stream.log']));
  });

  it('would find what is kept on the device', () => {
    expect(kept).toContain('seald-database-key');
  });
});
