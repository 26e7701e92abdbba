import { describe, expect, it } from '@jest/globals';
import { pushNotifications } from '../../../shared/contract/push-notifications.ts';
import {
  differingTemplates,
  fillsInOnlyIds,
  PUSH_EVENTS,
  pushTemplates,
} from '../../../shared/domain/push-templates.ts';

const words = { title: 'New "message"', body: 'Open \\ the app' };
const types = ['firebase', 'apn'] as const;
const ofNewMessages = (type: (typeof types)[number], said: { title: string; body?: string }) => {
  const [template] = pushTemplates(type, said);
  if (!template) throw new Error('no template');
  return template;
};
const every = types.flatMap((type) => pushTemplates(type, words));

/** Stream's side of it, for the variables that its documentation has; what a template does not name stays away. */
const rendered = (template: string) => {
  const context: Record<string, string> = {
    'message.id': 'm-1',
    'channel.cid': 'encrypted:c-1',
    'message.text': 'SECRET',
    'sender.name': 'SECRET',
    'channel.name': 'SECRET',
  };
  return JSON.parse(template.replace(/\{\{ (\S+) \}\}/g, (_, name: string) => context[name] ?? 'SECRET'));
};

describe('a push template of ours', () => {
  it('fills in the ids of message and channel, and nothing else', () => {
    const filledIn = every.flatMap(({ template }) => template.match(/\{\{.*?\}\}/g) ?? []);
    expect(new Set(filledIn)).toEqual(new Set(['{{ message.id }}', '{{ channel.cid }}']));
    for (const { template } of every) {
      expect(fillsInOnlyIds(template)).toBe(true);
      expect(JSON.stringify(rendered(template))).not.toContain('SECRET');
    }
  });

  it('is there for every event of a chat that Stream pushes, and pushes new messages only', () => {
    for (const type of types) {
      const templates = pushTemplates(type, words);
      expect(templates.map(({ event_type }) => event_type)).toEqual([...PUSH_EVENTS]);
      expect(templates.filter(({ enable_push }) => enable_push).map(({ event_type }) => event_type)).toEqual([
        'message.new',
      ]);
    }
  });

  it('wakes an Android app with data alone, which Android does not show by itself', () => {
    const payload = rendered(ofNewMessages('firebase', words).template);
    expect(payload.data).toEqual({
      version: 'v2',
      sender: 'stream.chat',
      type: 'message.new',
      id: 'm-1',
      cid: 'encrypted:c-1',
    });
    expect(payload.android).toEqual({ priority: 'high' });
    expect(payload).not.toHaveProperty('notification');
  });

  it('shows its own words on an iPhone, and lets a service extension put others in their place', () => {
    const apn = ofNewMessages('apn', words);
    const firebase = ofNewMessages('firebase', { title: 'News' });
    expect(rendered(apn.template).payload).toEqual({
      aps: { alert: words, sound: 'default', 'mutable-content': 1 },
      stream: {
        version: 'v2',
        sender: 'stream.chat',
        type: 'message.new',
        id: 'm-1',
        cid: 'encrypted:c-1',
      },
    });
    expect(rendered(firebase.template).apns.payload.aps).toEqual({
      alert: { title: 'News' },
      sound: 'default',
      'mutable-content': 1,
    });
  });
});

describe('templates at Stream', () => {
  const wanted = ofNewMessages('apn', words);

  it.each([
    ['missing', []],
    ['of other words', [{ ...wanted, template: '{}' }]],
    ['switched off', [{ ...wanted, enable_push: false }]],
    ['there twice, once otherwise', [wanted, { ...wanted, template: '{}' }]],
    ['of another event', [{ ...wanted, event_type: 'reaction.new' }]],
  ])('differ when one is %s', (_, found) => {
    expect(differingTemplates(found, [wanted])).toEqual([wanted]);
  });

  it('agree when they are ours', () => {
    expect(differingTemplates([wanted], [wanted])).toEqual([]);
  });

  it.each([
    '{"t":"{{ message.text }}"}',
    '{"t":"{{{ message.text }}}"}',
    '{"t":"{{ truncate message.text 150 }}"}',
    '{"t":"{{ message.id }}{{#if sender.name}}x{{/if}}"}',
    '{"t":"{{message.text}}"}',
    '{"badge":{{ unread_count }}}',
  ])('quote when they fill in more than ids: %s', (template) => {
    expect(fillsInOnlyIds(template)).toBe(false);
  });
});

describe('the words of a stage', () => {
  const providers = [{ type: 'apn', name: 'iphones' }];
  const fits = (fields: object) => pushNotifications.safeParse({ providers, ...fields }).success;

  it('are "New message" unless told', () => {
    expect(pushNotifications.parse({ providers })).toEqual({ title: 'New message', providers });
  });

  it.each([
    '{{ message.text }}',
    'New {{{message.text}}}',
    'a {{',
    'a }} b',
    'a\nb',
    'a\u0000b',
    'a\u2028b',
    'a\ud83d',
    '',
    'x'.repeat(65),
  ])('are refused when something could be filled in, or they are no plain line: %j', (title) => {
    expect(fits({ title })).toBe(false);
    expect(fits({ body: title })).toBe(title.length > 64);
  });

  it.each([
    'Neue Nachricht',
    '新しいメッセージ',
    'پیام\u200cها',
    '👩\u200d💻',
    'New { message }',
    '💬 "New"',
  ])('are taken: %s', (title) => {
    expect(fits({ title, body: title })).toBe(true);
  });

  it('name each provider once, and at least one', () => {
    expect(fits({ providers: [] })).toBe(false);
    expect(fits({ providers: [...providers, ...providers] })).toBe(false);
    expect(fits({ providers: [...providers, { type: 'firebase', name: 'iphones' }] })).toBe(true);
  });
});
