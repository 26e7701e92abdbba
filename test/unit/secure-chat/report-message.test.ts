import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { LocalMessage } from 'stream-chat';
import type { EncryptedChannel } from '../../../client-example/secure-chat/src/channels/encrypted-channel.ts';
import { MAX_BODY_CHARACTERS } from '../../../shared/contract/body-limit.ts';
import { parseEnvelope } from '../../../shared/contract/envelope.ts';
import { until } from '../../conformance/stream-stage.ts';
import { openTwoEnds, type TwoEnds } from './two-ends.ts';

let ends: TwoEnds;
let atAnn: EncryptedChannel;
let atBen: EncryptedChannel;

beforeAll(async () => {
  ends = await openTwoEnds();
});
afterAll(() => ends.close());

/** A new channel of the two. */
const openPair = async (): Promise<void> => {
  [atAnn, atBen] = await ends.openPair({ config_overrides: { max_message_length: 20_000 } });
};

/** Has Ann write these, and Ben hear of them; answers the ids. */
const annWrites = async (...texts: string[]): Promise<string[]> => {
  const ids: string[] = [];
  for (const text of texts) ids.push(await atAnn.send(text));
  await heardByBen(ids.at(-1) ?? '');
  return ids;
};

const heardByBen = (id: string): Promise<unknown> =>
  until(() => atBen.stream.state.messages.some((message) => message.id === id));

/** As Ben's app has it. */
const held = (id: string, parentId?: string): LocalMessage => {
  const message = atBen.stream.state.findMessage(id, parentId);
  if (!message) throw new Error('not held');
  return message;
};

const sent = () => {
  const [report] = ends.backend.reports.slice(-1);
  if (!report) throw new Error('Nothing was reported.');
  const words = ({ text }: { text: string }) => parseEnvelope(text)?.text;
  return { ...report, words: words(report.message), wordsBefore: report.before.map(words) };
};

describe('reporting a message', () => {
  beforeAll(openPair);

  it('sends what its author signed, which the backend can prove, and nothing else', async () => {
    const [, id = ''] = await annWrites('hello', 'pay or else');
    const { reportId, reportedAt } = await atBen.report({
      message: held(id),
      reason: 'threat',
      note: ' twice ',
    });
    expect(sent()).toMatchObject({ words: 'pay or else', reason: 'threat', note: 'twice', before: [] });
    expect(reportId).toMatch(/^[0-9a-f]{32}$/);
    expect(Date.parse(reportedAt)).toBeLessThanOrEqual(Date.now());
    const repeat = { message: held(id), reason: 'spam', note: '  ', withBefore: true } as const;
    expect(await atBen.report(repeat)).toMatchObject({ reportId });
    expect(sent()).toMatchObject({ reason: 'spam', wordsBefore: ['hello'] });
    expect(sent()).not.toHaveProperty('note');
  });

  it('of an edited message sends the words that are shown', async () => {
    const [id = ''] = await annWrites('frist');
    const before = atBen.stream.state.findMessage(id)?.text;
    await atAnn.edit(id, 'first, said otherwise');
    const isEdited = () => atBen.stream.state.findMessage(id)?.text !== before;
    await until(isEdited);
    await atBen.report({ message: held(id), reason: 'other' });
    expect(sent().words).toBe('first, said otherwise');
  });

  it('of a message that was edited while the person wrote the report sends what they saw', async () => {
    const [id = ''] = await annWrites('pay or else');
    const message = held(id);
    await atAnn.edit(id, 'what a nice day');
    await until(() => held(id).text !== message.text);
    expect(await atBen.read(held(id))).toMatchObject({ text: 'what a nice day' });
    await atBen.report({ message, reason: 'threat' });
    expect(sent().words).toBe('pay or else');
  });

  it('takes one that is not loaded, and nothing along with it', async () => {
    const [id = ''] = await annWrites('long ago');
    const message = held(id);
    atBen.stream.state.messages = atBen.stream.state.messages.filter((one) => one.id !== id);
    await atBen.report({ message, reason: 'other', withBefore: true });
    expect(sent()).toMatchObject({ words: 'long ago', before: [] });
  });

  it('is not for one’s own', async () => {
    const id = await atBen.send('mine');
    await heardByBen(id);
    const before = ends.backend.reports.length;
    const reporting = atBen.report({ message: held(id), reason: 'other' });
    await expect(reporting).rejects.toMatchObject({ code: 'REPORT_OF_OWN_MESSAGE' });
    expect(ends.backend.reports.length).toBe(before);
  });

  it('is not for what cannot be verified', async () => {
    const { message } = await ends.stage.server
      .channel('messaging', atAnn.stream.id ?? '')
      .sendMessage({ text: 'not signed by anybody', user_id: 'ann' });
    await heardByBen(message.id);
    const reporting = atBen.report({ message, reason: 'other' });
    await expect(reporting).rejects.toMatchObject({ code: 'REPORT_UNVERIFIED' });
  });
});

describe('with the messages before it', () => {
  beforeAll(openPair);

  it('takes the ten nearest along, oldest first, one’s own too, and none that cannot be verified', async () => {
    await annWrites('one', 'two', 'three');
    await ends.stage.server
      .channel('messaging', atAnn.stream.id ?? '')
      .sendMessage({ text: 'from nobody', user_id: 'ann' });
    const own = await atBen.send('stop it');
    await heardByBen(own);
    const ids = await annWrites(...Array.from({ length: 8 }, (_, at) => `more ${at}`), 'the worst');
    await annWrites('after it');
    await atBen.report({ message: held(ids.at(-1) ?? ''), reason: 'harassment', withBefore: true });
    const more = Array.from({ length: 8 }, (_, at) => `more ${at}`);
    expect(sent()).toMatchObject({ words: 'the worst', wordsBefore: ['three', 'stop it', ...more] });
  });

  it('leaves out what Stream has put back since it was edited', async () => {
    const [id = ''] = await annWrites('first words');
    const { text } = held(id);
    await atAnn.edit(id, 'second words');
    await until(() => held(id).text !== text);
    expect(await atBen.read(held(id))).toMatchObject({ text: 'second words' });
    await ends.stage.server.partialUpdateMessage(id, { set: { text } } as never, 'ann');
    await until(() => held(id).text === text);
    const [reported = ''] = await annWrites('and these');
    await atBen.report({ message: held(reported), reason: 'other', withBefore: true });
    expect(sent().wordsBefore).not.toContain('first words');
  });

  it('stays in the thread that it stands in', async () => {
    const [parentId = ''] = await annWrites('the question');
    const [, answer = ''] = [
      await atAnn.send('an answer', { parentId }),
      await atAnn.send('a bad one', { parentId }),
    ];
    await annWrites('elsewhere');
    await atBen.stream.getReplies(parentId, { limit: 30 });
    await atBen.report({ message: held(answer, parentId), reason: 'hate', withBefore: true });
    expect(sent()).toMatchObject({ words: 'a bad one', wordsBefore: ['an answer'] });
  });

  it('leaves the oldest out where a request would be too long', async () => {
    const long = Array.from({ length: 10 }, (_, at) => `${at} ${'"'.repeat(3_000)}`);
    const ids = await annWrites(...long, 'the last straw');
    await atBen.report({ message: held(ids.at(-1) ?? ''), reason: 'spam', withBefore: true });
    const { words, wordsBefore, ...report } = sent();
    const taken = wordsBefore.length;
    expect(taken).toBeGreaterThan(2);
    expect(taken).toBeLessThan(10);
    expect(wordsBefore).toEqual(long.slice(-taken));
    expect(words).toBe('the last straw');
    const [spared] = report.before;
    const length = JSON.stringify(report).length;
    expect(length).toBeLessThanOrEqual(MAX_BODY_CHARACTERS);
    expect(length + JSON.stringify(spared).length).toBeGreaterThan(MAX_BODY_CHARACTERS); // no more left out than need be
  });
});
