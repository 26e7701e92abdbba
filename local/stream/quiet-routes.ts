/**
 * Routes that exist only so that an SDK which asks for more than we emulate finds nothing instead of a 404
 * (stream.md section 6, "Only needed to avoid 404 noise"). Threads lists, polls, drafts, reminders, blocking, user groups,
 * devices, link previews, mutes and offline sync are all left out: nothing is stored, nothing happens.
 */
export const quietRoutes: readonly [method: string, path: string, reply: object][] = [
  ['POST', '/threads', { threads: [] }],
  ['POST', '/polls', {}],
  ['POST', '/polls/query', { polls: [] }],
  ['POST', '/drafts/query', { drafts: [] }],
  ['POST', '/reminders/query', { reminders: [] }],
  ['GET', '/users/block', { blocks: [] }],
  ['POST', '/users/block', {}],
  ['POST', '/users/unblock', {}],
  ['GET', '/usergroups', { user_groups: [] }],
  ['GET', '/usergroups/search', { user_groups: [] }],
  ['GET', '/devices', { devices: [] }],
  ['POST', '/devices', {}],
  ['DELETE', '/devices', {}],
  ['GET', '/og', {}],
  ['POST', '/moderation/mute', { mutes: [] }],
  ['POST', '/moderation/unmute', {}],
  ['POST', '/moderation/mute/channel', { channel_mutes: [] }],
  ['POST', '/moderation/unmute/channel', {}],
  ['POST', '/sync', { events: [] }],
  ['POST', '/channels/:type/:id/draft', {}],
  ['GET', '/channels/:type/:id/draft', {}],
  ['DELETE', '/channels/:type/:id/draft', {}],
];
