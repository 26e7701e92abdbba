import { describe, expect, it } from '@jest/globals';
import { ENCRYPTED_TEXT_MAX_LENGTH } from '../../../shared/contract/encrypted-text.ts';
import {
  encryptedChannelGrants,
  encryptedChannelTypeSettings,
  streamAppSettings,
  streamEventHook,
  withEventHook,
  withoutEventHook,
} from '../../../shared/domain/stream-settings.ts';

const queue = (url: string) => ({ url, region: 'eu-west-1' });

describe('settings of Stream', () => {
  it('let the longest ciphertext through that the grammar knows', () => {
    expect(encryptedChannelTypeSettings.max_message_length).toBe(ENCRYPTED_TEXT_MAX_LENGTH);
  });

  it('switch off everything that reads or spreads clear text', () => {
    expect(encryptedChannelTypeSettings).toMatchObject({
      url_enrichment: false,
      search: false,
      commands: [],
      automod: 'disabled',
      push_notifications: false,
      polls: false,
      shared_locations: false,
      user_message_reminders: false,
      custom_events: false,
    });
    expect(streamAppSettings('https://api.example.com/webhooks/stream')).toMatchObject({
      before_message_send_hook_url: 'https://api.example.com/webhooks/stream',
      enable_hook_payload_compression: false,
      auto_translation_enabled: false,
      async_url_enrich_enabled: false,
      image_moderation_enabled: false,
    });
  });
});

describe('grants of an encrypted channel type', () => {
  const lost = [
    'create-channel',
    ...[
      'update-channel',
      'update-channel-members',
      'update-channel-cooldown',
      'update-channel-frozen',
      'delete-channel',
      'truncate-channel',
      'recreate-channel',
      'add-own-channel-membership',
      'remove-own-channel-membership',
      'create-system-message',
      'create-restricted-visibility-message',
      'create-distinct-channel-for-others',
      'run-message-action',
      'send-custom-event',
      'pin-message',
    ].flatMap((grant) => [grant, `${grant}-owner`]),
    'update-message',
  ];
  const ofAnyTeam = ['create-channel', 'update-message', 'truncate-channel-owner'].map(
    (grant) => `${grant}-any-team`,
  );
  const kept = [
    'read-channel',
    'read-channel-any-team',
    'create-message',
    'update-message-owner',
    'delete-message-owner',
    'create-reaction-owner',
  ];
  const roles = [
    'user',
    'channel_member',
    'channel_moderator',
    'moderator',
    'admin',
    'global_admin',
    'theirs',
  ];

  it.each(roles)('take from the role %s what only the backend does, and nothing else', (role) => {
    for (const grant of [...lost, ...ofAnyTeam])
      expect(encryptedChannelGrants({ [role]: [...kept, grant] })).toEqual({ [role]: kept });
  });

  it('name only the roles that change, and change nothing when applied again', () => {
    const current = { user: ['create-channel', 'flag-message'], channel_member: kept, guest: [] };
    const changed = encryptedChannelGrants(current);
    expect(changed).toEqual({ user: ['flag-message'] });
    expect(encryptedChannelGrants({ ...current, ...changed })).toEqual({});
  });
});

describe('event hooks', () => {
  const theirs = { hook_type: 'webhook' as const, webhook_url: 'https://example.com' };
  const otherQueue = { hook_type: 'sqs' as const, sqs_queue_url: 'https://sqs/1/other' };

  it('get ours added to those the team has', () => {
    const ours = streamEventHook(queue('https://sqs/1/stream-events'));
    expect(withEventHook([theirs, otherQueue], ours)).toEqual([theirs, otherQueue, ours]);
  });

  it('get ours replaced, not doubled', () => {
    const old = streamEventHook(queue('http://127.0.0.1:1/0/stream-events'));
    const ours = streamEventHook(queue('http://127.0.0.1:2/0/stream-events'));
    expect(withEventHook(withEventHook([theirs], old), ours)).toEqual([theirs, ours]);
  });

  it('get ours replaced when the stack was made anew, and its queue with another name; a stage that is called alike keeps its own', () => {
    const of = (name: string) => streamEventHook(queue(`https://sqs/1/${name}`));
    const old = of('SealedStream-prod-StreamEventsQueue78D22964-1A2b3C4d5E6f');
    const ours = of('SealedStream-prod-StreamEventsQueue78D22964-zZ9yY8xX7wW6');
    const other = of('SealedStream-prod-eu-StreamEventsQueue78D22964-zZ9yY8xX7wW6');
    expect(withEventHook([theirs, old, other], ours)).toEqual([theirs, other, ours]);
  });

  it('hand over what was stored or changed, and nothing else', () => {
    expect(streamEventHook(queue('https://sqs/1/q'))).toMatchObject({
      enabled: true,
      hook_type: 'sqs',
      event_types: ['message.new', 'message.updated'],
      sqs_auth_type: 'resource',
      sqs_region: 'eu-west-1',
    });
  });

  it('have no key of AWS in them, and lose the one that an earlier version gave', () => {
    const ours = streamEventHook(queue('https://sqs/1/q'));
    expect(Object.keys(ours).filter((name) => /key|secret|role/.test(name))).toEqual([]);
    const old = { ...ours, id: 'h1', sqs_auth_type: 'keys', sqs_key: 'id', sqs_secret: 'key' };
    expect(withEventHook([old], ours)).toEqual([{ id: 'h1', ...ours }]);
    expect(withEventHook([{ ...ours, sqs_key: 'id' }], ours)).toEqual([ours]);
  });

  it('stay as they are, with all that Stream adds to ours, when nothing differs', () => {
    const ours = streamEventHook(queue('https://sqs/1/q'));
    const asStreamHasIt = [theirs, { ...ours, id: 'h1', created_at: 'then' }];
    expect(withEventHook(asStreamHasIt, ours)).toEqual(asStreamHasIt);
  });

  it('are those of the team when ours goes', () => {
    const ours = streamEventHook(queue('https://sqs/1/q'));
    expect(withoutEventHook([theirs, ours, otherQueue], ours)).toEqual([theirs, otherQueue]);
  });
});
