import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openStage, type Stage } from './stream-stage.ts';

/** What Stream says of an app and its channel types, and what it never says. Facts of GetStream/protocol v236 and the server SDKs' docs. */
let stage: Stage;

beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

const appAsRead = async () => (await stage.server.getAppSettings()).app as Record<string, unknown>;
const grantsOf = async (type: string) =>
  (await stage.server.getChannelType(type)).grants as Record<string, string[]>;

describe('the app', () => {
  it('says whether grants mean anything at all', async () => {
    expect(await appAsRead()).toMatchObject({
      disable_auth_checks: false,
      disable_permissions_checks: false,
      permission_version: 'v2',
    });
  });

  it('never says whether hooks are compressed, whatever was set', async () => {
    await stage.server.updateAppSettings({ enable_hook_payload_compression: true } as never);
    expect(await appAsRead()).not.toHaveProperty('enable_hook_payload_compression');
    await stage.server.updateAppSettings({ enable_hook_payload_compression: false } as never);
    expect(await appAsRead()).not.toHaveProperty('enable_hook_payload_compression');
  });

  it('tells a user only what an SDK needs', async () => {
    const client = await stage.connect('ann');
    expect(Object.keys((await client.getAppSettings()).app ?? {}).sort()).toEqual([
      'async_url_enrich_enabled',
      'auto_translation_enabled',
      'file_upload_config',
      'id',
      'image_upload_config',
      'name',
      'placement',
    ]);
  });

  it('takes null for a list that is not meant', async () => {
    const event_hooks = [{ enabled: true, hook_type: 'webhook', webhook_url: 'https://example.com/' }];
    await stage.server.updateAppSettings({ event_hooks } as never);
    await stage.server.updateAppSettings({ event_hooks: null } as never);
    expect(await appAsRead()).toMatchObject({ event_hooks: [{ webhook_url: 'https://example.com/' }] });
  });
});

describe('a channel type', () => {
  it('is made whole in one call: its switches, but quotes, and grants', async () => {
    const grants = { user: ['read-channel'], channel_member: ['create-message'] };
    const made = await stage.server.createChannelType({
      name: 'whole',
      search: false,
      uploads: false,
      quotes: false,
      push_notifications: false,
      commands: ['giphy'],
      grants,
    } as never);
    expect(made).toMatchObject({
      name: 'whole',
      search: false,
      uploads: false,
      quotes: true,
      push_notifications: false,
      automod: 'simple',
      commands: ['giphy'],
      permissions: [],
      grants,
    });
    expect(await stage.server.getChannelType('whole')).toMatchObject({
      commands: [{ name: 'giphy' }],
      permissions: [],
      grants,
    });
    expect(await stage.server.updateChannelType('whole', { commands: ['ban'] })).toMatchObject({
      commands: ['ban'],
      search: false,
    });
  });

  it('starts with the grants of messaging in every role that is not named', async () => {
    await stage.server.createChannelType({ name: 'named', grants: { user: [] } } as never);
    expect(await grantsOf('named')).toEqual({ ...(await grantsOf('messaging')), user: [] });
  });

  it('gives moderators and admins of all teams the same for any team', async () => {
    const { moderator, admin, global_moderator, global_admin } = await grantsOf('messaging');
    const anyTeam = (names: string[] | undefined) => names?.map((name) => `${name}-any-team`);
    expect(global_moderator).toEqual(anyTeam(moderator));
    expect(global_admin).toEqual(anyTeam(admin));
    expect(global_admin).toEqual(
      expect.arrayContaining(['create-channel-any-team', 'update-message-any-team']),
    );
  });

  it('and such a role may do it, as there are no teams here', async () => {
    await stage.channel('theirs', ['ben', 'cas'], { colour: 'red' });
    await stage.server.upsertUser({ id: 'warden', role: 'global_moderator' });
    const client = await stage.connect('warden');
    const channel = client.channel('messaging', 'theirs');
    await channel.updatePartial({ set: { colour: 'blue' } as never });
    await client.channel('messaging', 'own', { members: ['warden'] } as never).create();
    expect((await stage.server.channel('messaging', 'theirs').query({})).channel).toMatchObject({
      colour: 'blue',
    });
  });
});
