import { commandNames, encodeCommands } from '../channel-commands.ts';
import { messagingGrants } from '../grants.ts';
import type { StoredChannelType } from '../stored.ts';
import { encodeTime } from './time.ts';

/** Role -> permissions: what was set for a role, else the built-in list. */
export const grantsOf = ({ grants }: StoredChannelType): Record<string, readonly string[]> => ({
  ...messagingGrants,
  ...grants,
});

/** A type as lists and reads give it: commands with their texts. */
export const encodeType = (type: StoredChannelType) => ({
  ...encodeChangedType(type),
  commands: encodeCommands(type.commands),
});

/** A type as making and changing it answer: commands by their names [pub: GetStream/protocol v236, CreateChannelTypeResponse]. */
export const encodeChangedType = (type: StoredChannelType) => ({
  ...type.settings,
  name: type.name,
  created_at: encodeTime(type.createdAt),
  updated_at: encodeTime(type.updatedAt),
  commands: commandNames(type.commands),
  permissions: [],
  grants: grantsOf(type),
});

/** A type as the app's settings list it: no permissions of any kind [pub: GetStream/protocol v236, ChannelConfig]. */
export const encodeTypeConfig = (type: StoredChannelType) => {
  const { permissions: _old, grants: _grants, ...config } = encodeChangedType(type);
  return config;
};
