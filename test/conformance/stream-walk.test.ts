import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { leftOutRoutes } from '../../local/stream/left-out.ts';
import { routes } from '../../local/stream/v1/routes.ts';
import { faultsIn, type ShapeName } from './stream-answer-shapes.ts';
import { openStage, type Stage } from './stream-stage.ts';
import { type Exchange, openWalk, walkEverywhere } from './stream-walk.ts';

/** Every route of the emulator, once, held against the fields Stream promises (`stream-answer-shapes.ts`). */
const nameOf = ({ method, path }: { method: string; path: string }) => `${method} ${path}`;
const leftOut = leftOutRoutes.map(nameOf);

const CHANNEL = '/channels/:type/:id';
const MESSAGE = '/messages/:message';

/** Where which shape stands in the answer of a route; a route that is not here promises nothing but `duration`. */
const promised: Record<string, Record<string, ShapeName>> = {
  'GET /app': { app: 'app' },
  'GET /users': { users: 'fullUser' },
  'POST /users': { 'users.*': 'fullUser' },
  'PATCH /users': { 'users.*': 'fullUser' },
  'GET /channeltypes': { 'channel_types.*': 'type' },
  'POST /channeltypes': { '': 'type' },
  'PUT /channeltypes/:type': { '': 'type' },
  'GET /channeltypes/:type': { '': 'type' },
  'GET /push_providers': { push_providers: 'pushProvider' },
  'POST /push_providers': { push_provider: 'pushProvider' },
  'GET /push_templates': { templates: 'pushTemplate' },
  'POST /push_templates': { template: 'pushTemplate' },
  'GET /members': { members: 'member' },
  'GET /search': { results: 'found' },
  'POST /moderation/mute': { mutes: 'userMute', own_user: 'ownUser' },
  'POST /moderation/mute/channel': { own_user: 'ownUser' },
  'POST /channels': { channels: 'state' },
  'POST /channels/:type/query': { '': 'state' },
  [`POST ${CHANNEL}/query`]: { '': 'state' },
  [`POST ${CHANNEL}`]: { channel: 'channel', members: 'member', message: 'message' },
  [`PATCH ${CHANNEL}`]: { channel: 'channel', members: 'member' },
  [`DELETE ${CHANNEL}`]: { channel: 'channel' },
  [`POST ${CHANNEL}/truncate`]: { channel: 'channel', message: 'message' },
  [`POST ${CHANNEL}/event`]: { event: 'event' },
  [`POST ${CHANNEL}/read`]: { event: 'event' },
  [`PATCH ${CHANNEL}/member`]: { channel_member: 'member' },
  [`PATCH ${CHANNEL}/member/:user`]: { channel_member: 'member' },
  [`POST ${CHANNEL}/message`]: { message: 'message' },
  [`GET ${CHANNEL}/messages`]: { messages: 'message' },
  [`GET ${CHANNEL}/pinned_messages`]: { messages: 'message' },
  [`GET ${MESSAGE}`]: { message: 'messageWithChannel' },
  [`POST ${MESSAGE}`]: { message: 'message' },
  [`PUT ${MESSAGE}`]: { message: 'message' },
  [`DELETE ${MESSAGE}`]: { message: 'message' },
  [`GET ${MESSAGE}/replies`]: { messages: 'message' },
  [`POST ${MESSAGE}/reaction`]: { message: 'message', reaction: 'reaction' },
  [`DELETE ${MESSAGE}/reaction/:reaction`]: { message: 'message', reaction: 'reaction' },
  [`GET ${MESSAGE}/reactions`]: { reactions: 'reaction' },
  [`POST ${MESSAGE}/reactions`]: { reactions: 'reaction' },
};

const at = (answer: Record<string, unknown>, place: string): unknown => {
  if (place === '') return answer;
  const [name = '', all] = place.split('.');
  return all ? Object.values(answer[name] as object) : answer[name];
};

const faultsOf = ({ route, by, status, answer }: Exchange): string[] => {
  if (status >= 400) return faultsIn(answer, 'error');
  const shapesOf =
    route === 'GET /app' && by === 'client' ? { app: 'appOfUser' as const } : (promised[route] ?? {});
  return [
    ...(typeof answer.duration === 'string' ? [] : ['duration is missing']),
    ...Object.entries(shapesOf).flatMap(([place, shape]) =>
      faultsIn(at(answer, place), shape, place || shape),
    ),
  ];
};

let stage: Stage;
let exchanges: Exchange[];

beforeAll(async () => {
  stage = await openStage();
  const walk = await openWalk(stage);
  await walkEverywhere(walk, leftOut);
  exchanges = walk.exchanges;
});
afterAll(() => stage.close());

describe('a walk through every route', () => {
  it('goes through every one, and each that does something does it', () => {
    const walked = new Set(exchanges.map(({ route }) => route));
    expect(routes.map(nameOf).filter((route) => !walked.has(route))).toEqual([]);
    const failed = exchanges.filter(({ route, status }) => status >= 400 && !leftOut.includes(route));
    expect(failed).toEqual([]);
  });

  it('gets 201 from every POST and PUT, and 200 from the rest', () => {
    const other = exchanges.filter(
      ({ route, status }) => status < 400 && status !== (/^(POST|PUT) /.test(route) ? 201 : 200),
    );
    expect(other.map(({ route, status }) => [route, status])).toEqual([]);
  });

  it('finds in every answer what Stream promises, and nothing that is null', () => {
    const faults = exchanges.flatMap((exchange) =>
      faultsOf(exchange).map((fault) => `${exchange.by} ${exchange.route}: ${fault}`),
    );
    expect([...new Set(faults)]).toEqual([]);
  });

  it('is told by a route that does nothing that it does nothing', () => {
    const silent = exchanges.filter(
      ({ route, status, answer }) =>
        leftOut.includes(route) &&
        !(status === 400 && String(answer.message).includes('left out of this emulator')) &&
        !Object.values(answer).some((value) => Array.isArray(value) && value.length === 0),
    );
    expect(silent).toEqual([]);
  });
});
