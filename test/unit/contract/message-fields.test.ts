import { randomBytes, randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { hasOnlyHarmlessFields, isHarmlessToSend } from '../../../shared/contract/message-fields.ts';

const text = JSON.stringify({ sessionId: randomUUID(), data: randomBytes(96).toString('base64') });
const html = `<p>${text.replaceAll('"', '&quot;')}</p>\n`;
const passes = (fields: object, sender?: unknown) =>
  hasOnlyHarmlessFields({ text, type: 'regular', ...fields }, text, { sender, fileHosts: [] });
const alice = { userId: 'alice', cid: 'encrypted:c', fileHosts: [] };
const time = '2026-11-22T10:00:00.123456Z';

describe('a good value with words attached', () => {
  it.each([
    ['created_at', time],
    ['pin_expires', '2026-11-22T10:00:00+02:00'],
    ['id', randomUUID()],
    ['parent_id', randomUUID()],
    ['quoted_message_id', randomUUID()],
    ['html', html],
  ])('is refused as %s, before it and after it', (field, good) => {
    expect(passes({ [field]: good })).toBe(true);
    for (const bad of [`noon ${good}`, `${good} noon`, `noon\n${good}`, `${good}\nnoon`])
      expect([bad, passes({ [field]: bad })]).toEqual([bad, false]);
  });

  it('is refused inside the html of the text', () => {
    expect(passes({ html: html.replace('<p>', '<p><p>') })).toBe(false);
    expect(passes({ html: html.replace('sessionId', 'session</p>Id') })).toBe(false);
    expect(passes({ html: html.replace('</p>', '</p></p>') })).toBe(false);
    expect(passes({ html: html.replace('<p>', '').replace('session', 'session<p>') })).toBe(false);
    expect(passes({ html: html.replace('</p>\n', '').replace('session', 'session</p>') })).toBe(false);
  });

  it.each([
    ['created_at', [time]],
    ['created_at', [1.5e18]],
    ['id', [randomUUID()]],
    ['parent_id', [randomUUID()]],
    ['html', [html]],
    ['cid', ['encrypted:c']],
  ])('is refused as %s in a list, which reads as its only value', (field, list) => {
    expect(passes({ [field]: list[0] })).toBe(true);
    expect(passes({ [field]: list })).toBe(false);
  });

  it('is refused beside good ids among those mentioned', () => {
    expect(passes({ mentioned_users: ['alice', { id: 'bob', name: 'Bob' }] })).toBe(true);
    for (const bad of ['meet at noon', { note: 'noon' }, { id: 'at noon' }, { id: 7 }, 42, ['noon'], null])
      expect(passes({ mentioned_users: ['alice', bad, 'bob'] })).toBe(false);
  });
});

it('html of the text is what the server makes of it, in either spelling', () => {
  expect(passes({ html: html.trimEnd() })).toBe(true);
  expect(passes({ html: html.replaceAll('&quot;', '&#34;') })).toBe(true);
});

it('an id is a UUID in letters of either case, of whoever sent it', () => {
  expect(passes({ id: randomUUID().toUpperCase() })).toBe(true);
  expect(passes({ id: randomUUID() }, { id: 'alice' })).toBe(true);
});

describe('a number', () => {
  it.each(['reply_count', 'deleted_reply_count'])('counts as %s only when it can be a count', (field) => {
    for (const good of [0, 1, 250]) expect(passes({ [field]: good })).toBe(true);
    for (const bad of [-1, 1.5, 1e300, Number.MAX_SAFE_INTEGER + 1, '7', true, [7], { noon: 7 }])
      expect(passes({ [field]: bad })).toBe(false);
  });

  it('is a time when it is one in nanoseconds, as some of the vendor’s events have them', () => {
    expect(passes({ created_at: 1_795_883_635_319_000_000 })).toBe(true);
    for (const bad of [42, 1_795_883_635_319, -1e18, 1.5, 1e18, 4e18, 9e18])
      expect(passes({ created_at: bad })).toBe(false);
  });
});

describe('a field that is not on the list', () => {
  const empties = [null, '', false, 0, [], {}];

  it('may stand while it is empty, as Stream fills in fields of its own', () => {
    for (const empty of empties) {
      expect(passes({ custom: empty, a_new_field_2: empty })).toBe(true);
      expect(isHarmlessToSend('a_new_field', empty, alice)).toBe(true);
    }
  });

  it('is refused with any value that says something', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z][a-z0-9_]{0,20}$/), fc.jsonValue(), (name, value) => {
        const isEmpty = [null, '', false, 0, '[]', '{}'].some(
          (empty) => empty === value || empty === JSON.stringify(value),
        );
        fc.pre(!isEmpty && !Object.is(value, -0));
        expect(passes({ [`x_${name}`]: value })).toBe(false);
        expect(isHarmlessToSend(`x_${name}`, value, alice)).toBe(false);
      }),
      { numRuns: 500 },
    );
    expect(passes({ custom: { note: 'noon' } })).toBe(false);
    expect(passes({ x: [''] })).toBe(false);
  });

  it('is refused, empty or not, when its name could say something', () => {
    for (const name of [
      'meet me at noon',
      'Text',
      'ｔext',
      '',
      '_x',
      'x-y',
      'a.b',
      '7',
      'x'.repeat(41),
      '__proto__',
    ]) {
      const fields = JSON.parse(`{${JSON.stringify(name)}:null}`) as object;
      expect([name, passes(fields)]).toEqual([name, false]);
      expect(isHarmlessToSend(name, null, alice)).toBe(false);
    }
  });

  it('is refused when there are many of them: a word each', () => {
    const named = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, n) => [`word_${n}`, null]));
    expect(passes(named(10))).toBe(true);
    expect(passes(named(11))).toBe(false);
  });
});

it('a role is one that every app has, and no words', () => {
  for (const good of ['owner', 'member', 'moderator', 'channel_member', 'channel_moderator'])
    expect(passes({ channel_role: good })).toBe(true);
  for (const bad of ['noon', 'channel_member noon', 'toString', { noon: 1 }])
    expect(passes({ channel_role: bad })).toBe(false);
});

describe('what the server fills in', () => {
  const profile = { id: 'bob', name: 'Bob meets you at noon', note: 'noon' };
  const quoted = { id: randomUUID(), text: 'noon' };
  const reaction = { type: 'noon', user: profile };

  it.each([
    ['user', profile],
    ['pinned_by', profile],
    ['member', { channel_role: 'channel_member', invited_by: 'carol', note: 'noon' }],
    ['thread_participants', [profile]],
    ['quoted_message', quoted],
    ['reaction_counts', { noon: 1 }],
    ['reaction_scores', { noon: -1 }],
    ['reaction_groups', { noon: { count: 1 } }],
    ['latest_reactions', [reaction]],
    ['own_reactions', [reaction]],
  ])('is of its kind as %s, and says what others have said of themselves', (field, good) => {
    expect(passes({ [field]: good })).toBe(true);
    expect(passes({ [field]: null })).toBe(true);
    expect(isHarmlessToSend(field, good, alice)).toBe(false);
    for (const bad of ['noon', 7, true, ['noon'], [['noon']], [7], { noon: 'noon' }, [{ id: 'at noon' }]])
      if (!isStillOfItsKind(field, bad)) expect([bad, passes({ [field]: bad })]).toEqual([bad, false]);
  });
  /** An object for a member, objects for reactions: whatever is in them. */
  const isStillOfItsKind = (field: string, value: unknown) =>
    JSON.stringify(value).startsWith(field === 'member' ? '{' : '[{') &&
    /^member$|^(latest|own)_/.test(field);

  it.each([
    ['thread_participants', [profile, 'noon']],
    ['latest_reactions', [reaction, 'noon']],
    ['own_reactions', [null]],
    ['reaction_counts', { like: 1, noon: 'noon' }],
    ['reaction_groups', { like: {}, noon: 'noon' }],
  ])('is of its kind as %s in each part', (field, bad) => {
    expect(passes({ [field]: bad })).toBe(false);
  });

  it.each(['user', 'pinned_by'])('is one user as %s, with an id of theirs', (field) => {
    for (const bad of [{}, { name: 'noon' }, { id: 7 }, { id: 'at noon' }, { id: 'x'.repeat(256) }])
      expect(passes({ [field]: bad })).toBe(bad === undefined || JSON.stringify(bad) === '{}');
  });
});

describe('the channel it names', () => {
  const passesIn = (cid: unknown, said: unknown) =>
    hasOnlyHarmlessFields({ text, cid: said }, text, { cid, fileHosts: [] });

  it('is the one it is for', () => {
    expect(passesIn('encrypted:c', 'encrypted:c')).toBe(true);
    expect(passesIn('encrypted:c', 'encrypted:noon')).toBe(false);
    expect(isHarmlessToSend('cid', 'encrypted:c', alice)).toBe(true);
    expect(isHarmlessToSend('cid', 'encrypted:noon', alice)).toBe(false);
  });

  it('is of the form of channels where nobody says which it is for', () => {
    for (const good of ['encrypted:c', 'messaging:!members-Ab_9-', `${'x'.repeat(64)}:${'x'.repeat(80)}`])
      for (const unknown of [undefined, null, 7]) expect(passesIn(unknown, good)).toBe(true);
    for (const bad of [
      'noon',
      'at noon:c',
      'encrypted:at noon',
      'encrypted:',
      ':c',
      'encrypted:c\n',
      ' encrypted:c',
      `${'x'.repeat(65)}:c`,
      `e:${'x'.repeat(81)}`,
      7,
    ])
      expect([bad, passesIn(undefined, bad)]).toEqual([bad, false]);
  });
});

describe('who sent it', () => {
  const own = { id: `alice-${randomUUID()}` };

  it('is known from the message, or from the user beside it', () => {
    expect(passes({ ...own, user: { id: 'alice' } })).toBe(true);
    expect(passes(own, { id: 'alice' })).toBe(true);
    expect(passes({ ...own, user: null }, { id: 'alice' })).toBe(true);
  });

  it('is the one in the message when the two differ', () => {
    expect(passes({ ...own, user: { id: 'alice' } }, { id: 'carol' })).toBe(true);
    expect(passes({ ...own, user: { id: 'bob' } }, { id: 'alice' })).toBe(false);
  });

  it('is not to be made up: a name before the id is refused when nobody of that name sent it', () => {
    for (const sender of [undefined, null, {}, { id: 7 }, 'alice', { id: 'bob' }])
      expect(passes(own, sender)).toBe(false);
  });

  it('may be repeated by id, and nobody else', () => {
    expect(passes({ user_id: 'alice' }, { id: 'alice' })).toBe(true);
    expect(passes({ user_id: 'noon' }, { id: 'alice' })).toBe(false);
    expect(passes({ user_id: 'noon' })).toBe(false);
  });
});
