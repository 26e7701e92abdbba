import {
  type AppSettings,
  type ChannelType,
  type Grants,
  type StreamAdmin,
  StreamSetupError,
} from '../domain/stream-admin.ts';
import { NoStreamAnswerError } from './stream-call.ts';
import type { StreamClient } from './stream-client.ts';
import { listPushProviders, readPushTemplates, setPushTemplate } from './stream-push.ts';
import type { StreamServer } from './stream-server.ts';

/** Reads the settings of Stream's app, channel types and push templates and changes them. */
export const createStreamAdmin = (stream: StreamClient): StreamAdmin => {
  const ask: StreamClient = (call) => explained(stream(call));
  return {
    readApp: async () => ((await ask((client) => client.getAppSettings())).app ?? {}) as AppSettings,

    async updateApp(settings) {
      await ask((client) => client.updateAppSettings(settings as UpdateOf<'updateAppSettings', 0>));
    },

    async hasUser(id) {
      const { users } = await ask((client) => client.queryUsers({ id }));
      return users.length > 0;
    },

    async upsertUser(user) {
      await ask((client) => client.upsertUser(user));
    },

    async readTypes() {
      const { channel_types } = await ask((client) => client.listChannelTypes());
      return Object.fromEntries(Object.entries(channel_types).map(([name, type]) => [name, toType(type)]));
    },

    createType: async (name, settings) =>
      toType(
        await ask((client) =>
          client.createChannelType({ ...settings, name } as UpdateOf<'createChannelType', 0>),
        ),
      ),

    async updateType(name, settings) {
      try {
        await stream((client) =>
          client.updateChannelType(name, settings as UpdateOf<'updateChannelType', 1>),
        );
        return 'done';
      } catch (error) {
        if (isUnknown(error)) return 'unknown';
        throw explain(error);
      }
    },

    async deleteType(name) {
      try {
        await stream((client) => client.deleteChannelType(name));
        return 'done';
      } catch (error) {
        if (isUnknown(error)) return 'unknown';
        if (statusOf(error) === 400) return 'in-use';
        throw explain(error);
      }
    },

    listPushProviders: () => listPushProviders(ask),
    readPushTemplates: (provider) => readPushTemplates(ask, provider),
    setPushTemplate: (provider, template) => setPushTemplate(ask, provider, template),
  };
};

type UpdateOf<
  Method extends 'updateAppSettings' | 'createChannelType' | 'updateChannelType',
  At extends 0 | 1,
> = Parameters<StreamServer[Method]>[At];

/** Says that there is no such thing, under status 404 or 400. [pub: the same code for a channel type that is too new] */
const DOES_NOT_EXIST = 16;

const isUnknown = (error: unknown): boolean =>
  statusOf(error) === 404 || (error as { code?: unknown } | null)?.code === DOES_NOT_EXIST;

/** Stream gives a type's commands with their texts and takes them by their names. */
const toType = (type: object): ChannelType => {
  const { commands, grants, ...settings } = type as { commands?: unknown[]; grants?: Grants };
  return { ...settings, grants: grants ?? {}, ...(commands && { commands: commands.map(nameOf) }) };
};

const nameOf = (command: unknown): unknown =>
  typeof command === 'object' && command !== null && 'name' in command ? command.name : command;

const explained = async <Answer>(answer: Promise<Answer>): Promise<Answer> => {
  try {
    return await answer;
  } catch (error) {
    throw explain(error);
  }
};

/** Only Stream's numbers go on from here. An error without an answer of Stream's that is no broken call is given back. */
const explain = (error: unknown): unknown => {
  const status = statusOf(error);
  if (status === 401 || status === 403) return new StreamSetupError('secret-refused');
  if (typeof status === 'number' && status >= 400 && status < 500 && status !== 408 && status !== 429)
    return new StreamSetupError('refused', ` Its answer was ${status}.`);
  return status !== undefined || error instanceof NoStreamAnswerError
    ? new StreamSetupError('no-answer')
    : error;
};

const statusOf = (error: unknown): unknown => (error as { status?: unknown } | null)?.status;
