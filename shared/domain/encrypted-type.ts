import type { Before, Settings } from './settings-before.ts';
import type { ChannelType, Grants, StreamAdmin } from './stream-admin.ts';
import { differing, restoring, valuesOf } from './stream-differences.ts';
import { encryptedChannelGrants, encryptedChannelTypeSettings } from './stream-settings.ts';

const GRANTS = 'grants/';

/** What a channel type has of all that we set, each role's grants by themselves. */
export const typeBefore = (name: string, type: ChannelType | undefined): Before => ({
  of: `type/${name}`,
  existed: type !== undefined,
  settings: {
    ...valuesOf(type ?? {}, encryptedChannelTypeSettings),
    ...grantsByRole(encryptedRoles(type)),
  },
});

/** What has to be set so that the type is one for encrypted channels; nothing when it is. */
export const typeChanges = (type: ChannelType): Settings => {
  const grants = encryptedChannelGrants(type.grants);
  return {
    ...differing(type, encryptedChannelTypeSettings),
    ...(Object.keys(grants).length > 0 && { grants }),
  };
};

/**
 * Makes a channel type what it was before us. One that we made goes, unless there are channels of it: then it stays as it
 * is, since what is in them must not become readable by a switch. Answers whether anything changed.
 */
export const restoreType = async (
  admin: StreamAdmin,
  { of, existed, settings }: Before,
): Promise<boolean> => {
  const name = of.slice('type/'.length);
  const type = (await admin.readTypes())[name];
  if (!type) return false;
  if (!existed) return admin.deleteType(name);
  const grants = restoredGrants(type.grants, settings);
  const changes: Settings = {
    ...restoring(type, encryptedChannelTypeSettings, settings),
    ...(Object.keys(grants).length > 0 && { grants }),
  };
  if (Object.keys(changes).length === 0) return false;
  await admin.updateType(name, changes);
  return true;
};

const encryptedRoles = (type: ChannelType | undefined): Grants => {
  const { grants = {} } = type ?? {};
  return Object.fromEntries(
    Object.keys(encryptedChannelGrants(grants)).map((role) => [role, grants[role] ?? []]),
  );
};

const grantsByRole = (grants: Grants): Settings =>
  Object.fromEntries(Object.entries(grants).map(([role, list]) => [GRANTS + role, list]));

const restoredGrants = (current: Grants, kept: Settings): Settings => {
  const before = Object.fromEntries(
    Object.entries(kept)
      .filter(([key]) => key.startsWith(GRANTS))
      .map(([key, list]) => [key.slice(GRANTS.length), list as string[]]),
  );
  return restoring(current, encryptedChannelGrants(before), before);
};
