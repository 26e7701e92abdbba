import { createServer } from 'node:http';
import { join } from 'node:path';
import { getRequestListener } from '@hono/node-server';
import { listen, serve } from '../platform/serve.ts';
import type { Service } from '../platform/service.ts';
import { openSnapshot } from '../platform/snapshot.ts';
import { newAppSettings } from './app-settings.ts';
import { startBackground } from './background.ts';
import { builtInTypes } from './channel-types.ts';
import { openClock } from './clock.ts';
import { openFaults, type StreamFaults } from './faults.ts';
import { fileApp } from './file-server.ts';
import { restApp } from './http.ts';
import { openLag } from './lag.ts';
import { findChannel, messagesOf } from './message-lookup.ts';
import { openRateLimits, type RateLimitSetting } from './rate-limits.ts';
import { openSockets } from './sockets.ts';
import type { StoredChannel, StoredMember, StoredMessage, StreamState } from './stored.ts';
import { openUploadFiles } from './upload-files.ts';
import { openWebSockets } from './websocket.ts';
import type { WireListener, World } from './world.ts';

export type StreamOptions = {
  /** 0 picks a free one. */
  port: number;
  /** Of the host that uploads lie on; a free one unless told. */
  filesPort?: number;
  /** Of both servers; the loopback interface's unless told. */
  address?: string | undefined;
  apiKey: string;
  apiSecret: string;
  /** Keeps state and uploaded files here across restarts; without it everything is in memory. */
  stateDir?: string;
  /** Where `sqs` event hooks send to; without it, the origin of each hook's `sqs_queue_url`. */
  sqsEndpoint?: string;
  /** Unix milliseconds, never less than before; the machine's clock unless told. Tokens run out by the machine's all the same. */
  clock?: (() => number) | undefined;
  /** As Stream publishes them unless told; `PUT /_faults` changes them while it runs. */
  rateLimits?: RateLimitSetting | undefined;
  /** Hears of faults worth an operator's line. No line holds user data. */
  onLine?: (line: string) => void;
  /**
   * Hears every byte the emulator receives (REST paths with decoded queries, REST bodies, WebSocket URLs and frames,
   * hooks' answers) and every hook and queue body it sends, the latter before compression and base64.
   */
  onWire?: WireListener;
};

export type StoredMessageView = StoredMessage;
export type StoredChannelView = Omit<StoredChannel, 'members' | 'reads' | 'hiddenBy' | 'historyClearedBy'> & {
  members: StoredMember[];
};

export type StreamService = Service & {
  /** Origin that uploads lie on. */
  filesUrl: string;
  faults: StreamFaults;
  /** Every channel as stored, oldest first. */
  listChannels: () => StoredChannelView[];
  /** Every message of a channel as stored, soft-deleted ones with their text. Throws `StreamError` 16 for an unknown cid. */
  listMessages: (cid: string) => StoredMessageView[];
};

const newState = (): StreamState => ({
  app: newAppSettings(),
  users: new Map(),
  channelTypes: builtInTypes(),
  channels: new Map(),
  messages: new Map(),
  uploads: new Map(),
  fileHostnames: new Set(),
  deletedUsers: new Map(),
  pushProviders: new Map(),
  pushTemplates: new Map(),
  tasks: new Map(),
});

/**
 * Starts the Stream emulator: REST, WebSocket and `/_faults` on one port, uploads on another.
 * What it leaves out is said at the top of each resource's file. Rejects when the port is taken.
 */
export const startStream = async (options: StreamOptions): Promise<StreamService> => {
  const { stateDir, onLine: line = () => {}, rateLimits = 'published' } = options;
  const snapshot = openSnapshot(stateDir && join(stateDir, 'stream.state'), newState);
  Object.assign(snapshot.state, { ...newState(), ...snapshot.state }); // an older file may lack a part
  const sockets = openSockets();
  const clock = openClock(options.clock);
  const faults = openFaults({ drop: sockets.drop, advance: clock.advance });
  const background = startBackground(() => line('an event hook failed'));
  const world: World = {
    apiKey: options.apiKey,
    apiSecret: options.apiSecret,
    sqsEndpoint: options.sqsEndpoint,
    url: '',
    filesUrl: '',
    state: snapshot.state,
    changed: snapshot.changed,
    now: clock.next,
    clock,
    sockets,
    faults,
    lag: openLag(clock, () => faults.get().lagMs),
    rateLimits: openRateLimits(clock.peek, () => faults.get().rateLimits ?? rateLimits),
    files: openUploadFiles(stateDir && join(stateDir, 'uploads')),
    background,
    wire: options.onWire ?? (() => {}),
    line,
  };
  const server = createServer(getRequestListener(restApp(world).fetch));
  const door = openWebSockets(world);
  server.on('upgrade', door.upgrade);
  const listening = await listen(server, options.port, options.address);
  const files = await serve(fileApp(world), options.filesPort ?? 0, options.address).catch(
    async (error: unknown) => {
      await listening.close();
      throw error;
    },
  );
  world.url = listening.url;
  world.filesUrl = files.url;
  world.state.fileHostnames.add(new URL(files.url).hostname);
  world.changed();
  const close = async () => {
    door.close();
    await background.stop();
    await Promise.all([listening.close(), files.close()]);
    snapshot.flush();
  };
  return {
    name: 'stream',
    url: listening.url,
    filesUrl: files.url,
    close,
    faults: world.faults,
    listChannels: () => [...world.state.channels.values()].map(channelView),
    listMessages: (cid) => structuredClone(messagesOf(world, findChannel(world, cid))),
  };
};

const channelView = (channel: StoredChannel): StoredChannelView => {
  const { members, reads: _reads, hiddenBy: _hidden, historyClearedBy: _cleared, ...rest } = channel;
  return structuredClone({ ...rest, members: [...members.values()] });
};
