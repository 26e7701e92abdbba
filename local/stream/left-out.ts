import { StreamError } from './errors.ts';

/**
 * What the emulator does not do, by the routes an SDK or a screen may ask for: each answers 400, code 19, and names it, so that
 * nobody believes it has worked. That Stream answers so to a feature that is off is published; these are on there.
 */
const leftOut: readonly [what: string, ...routes: string[]][] = [
  ['lists of threads', 'POST /threads', 'GET /threads/:message', 'PATCH /threads/:message'],
  ['polls', 'POST /polls', 'PUT /polls', 'POST /messages/:message/polls/:poll/vote'],
  [
    'drafts',
    'POST /channels/:type/:id/draft',
    'GET /channels/:type/:id/draft',
    'DELETE /channels/:type/:id/draft',
  ],
  ['reminders', 'POST /messages/:message/reminders', 'PATCH /messages/:message/reminders'],
  ['blocking users', 'POST /users/block', 'POST /users/unblock'],
  ['user groups', 'POST /usergroups'],
  ['devices and sending push', 'POST /devices', 'DELETE /devices', 'POST /check_push'],
  ['link previews', 'GET /og'],
  ['offline sync', 'POST /sync'],
  ['flags and bans', 'POST /moderation/flag', 'POST /moderation/ban', 'DELETE /moderation/ban'],
  ['message actions', 'POST /messages/:message/action'],
  ['deleting channels in one call', 'POST /channels/delete'],
];

/** Lists of what cannot be made here: that they are empty is true. */
const emptyLists: readonly [route: string, answer: object][] = [
  ['POST /polls/query', { polls: [] }],
  ['POST /drafts/query', { drafts: [] }],
  ['POST /reminders/query', { reminders: [] }],
  ['GET /users/block', { blocks: [] }],
  ['GET /usergroups', { user_groups: [] }],
  ['GET /usergroups/search', { user_groups: [] }],
  ['GET /devices', { devices: [] }],
];

/** Throws code 19 and names what is left out. */
export const refuseLeftOut = (what: string): never => {
  throw new StreamError('featureDisabled', `${what}: left out of this emulator`);
};

type Answer = { method: string; path: string; answer: () => object };

const answering = (route: string, answer: () => object): Answer => {
  const [method = '', path = ''] = route.split(' ');
  return { method, path, answer };
};

/** Every route that is here only to say that it does nothing. */
export const leftOutRoutes: readonly Answer[] = [
  ...leftOut.flatMap(([what, ...routes]) =>
    routes.map((route) => answering(route, () => refuseLeftOut(what))),
  ),
  ...emptyLists.map(([route, answer]) => answering(route, () => answer)),
];
