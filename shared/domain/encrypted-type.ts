import type { Before, Settings } from './settings-before.ts';
import { type Aim, HEARD_WITHIN_MS, type Shown, type Standing } from './settle.ts';
import { type ChannelType, type Grants, type StreamAdmin, StreamSetupError } from './stream-admin.ts';
import { differing, restoring, valuesOf } from './stream-differences.ts';
import {
  ALWAYS_NAMED_OF_A_TYPE,
  encryptedChannelGrants,
  encryptedChannelTypeSettings,
  encryptedTypeSettings,
  NEW_TYPE,
  NOT_AT_CREATION,
  remainingGrants,
} from './stream-settings.ts';

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
const typeChanges = (type: ChannelType, wanted: Settings): Settings => {
  const grants = encryptedChannelGrants(type.grants);
  return {
    ...differing(type, wanted),
    ...(Object.keys(grants).length > 0 && { grants }),
  };
};

/**
 * What a new type is made with: all in one call but what Stream takes only later. It starts with the grants of `messaging`
 * (stream.md section 10.1), so these are sent without what only the backend does; what is left over is taken away afterwards.
 */
const newType = (types: Shown['types'], wanted: Settings): Settings => ({
  ...Object.fromEntries(
    Object.entries(wanted).filter(([name]) => !NOT_AT_CREATION.some((later) => later === name)),
  ),
  ...NEW_TYPE,
  ...(types.messaging && { grants: remainingGrants(types.messaging.grants) }),
});

/** A change with what Stream wants named in each. */
const asUpdate = (type: ChannelType, changes: Settings): Partial<ChannelType> => ({
  ...Object.fromEntries(
    ALWAYS_NAMED_OF_A_TYPE.filter((name) => name in type).map((name) => [name, type[name]]),
  ),
  ...changes,
});

/** Sends a type's changes once, and once more if Stream does not show it when all of it must have heard. */
export const sender = (admin: StreamAdmin, name: string) => {
  let sentAt: number | undefined;
  return async (type: ChannelType, changes: Settings, now: number): Promise<Standing> => {
    if (sentAt !== undefined && now - sentAt < HEARD_WITHIN_MS) return 'sent';
    if ((await admin.updateType(name, asUpdate(type, changes))) === 'unknown') return 'blocked';
    sentAt = now;
    return 'sent';
  };
};

export type Listener = {
  /** Called once, before anything is changed, with what there is. */
  onFirst: (type: ChannelType | undefined) => Promise<void>;
  onChanged: () => void;
};

/**
 * That a channel type is there and is one for encrypted channels. One that Stream refuses to make and then shows was made by
 * somebody else meanwhile, or was not shown yet; one that is never shown was refused for itself. `isPushed`: whether Stream may notify of what is in it.
 */
export const encryptedType = (
  admin: StreamAdmin,
  name: string,
  isPushed: boolean,
  { onFirst, onChanged }: Listener,
): Aim => {
  const wanted = encryptedTypeSettings(isPushed);
  const send = sender(admin, name);
  let isFirst = true;
  let unseen: { standing: Standing } | { refusal: unknown; at: number } | undefined;
  const make = async (types: Shown['types'], at: number): Promise<Standing> => {
    try {
      const made = await admin.createType(name, newType(types, wanted));
      const isWhole = Object.keys(typeChanges(made, wanted)).length === 0;
      onChanged();
      unseen = { standing: isWhole ? 'sent' : 'blocked' };
    } catch (refusal) {
      if (!(refusal instanceof StreamSetupError) || refusal.problem !== 'refused') throw refusal;
      unseen = { refusal, at };
    }
    return 'standing' in unseen ? unseen.standing : 'blocked';
  };
  const awaitShown = (types: Shown['types'], now: number): Standing | Promise<Standing> => {
    if (!unseen) return make(types, now);
    if ('standing' in unseen) return unseen.standing;
    if (now - unseen.at >= HEARD_WITHIN_MS) throw unseen.refusal;
    return 'blocked';
  };
  return {
    name: `type/${name}`,
    reads: 'types',
    async step({ types }, now) {
      const { [name]: type } = types;
      if (isFirst) await onFirst(type);
      isFirst = false;
      if (!type) return awaitShown(types, now);
      const changes = typeChanges(type, wanted);
      if (Object.keys(changes).length === 0) return 'right';
      onChanged();
      return send(type, changes, now);
    },
  };
};

const encryptedRoles = (type: ChannelType | undefined): Grants => {
  const { grants = {} } = type ?? {};
  return Object.fromEntries(
    Object.keys(encryptedChannelGrants(grants)).map((role) => [role, grants[role] ?? []]),
  );
};

const grantsByRole = (grants: Grants): Settings =>
  Object.fromEntries(Object.entries(grants).map(([role, list]) => [GRANTS + role, list]));

/** What to set so that a type has what it had before us, of what still is as we set it. Push is ours whether it is on or off. */
export const restoredType = (type: ChannelType, kept: Settings): Settings => {
  const before = Object.fromEntries(
    Object.entries(kept)
      .filter(([key]) => key.startsWith(GRANTS))
      .map(([key, list]) => [key.slice(GRANTS.length), list as string[]]),
  );
  const grants = restoring(type.grants, encryptedChannelGrants(before), before);
  const ours = encryptedTypeSettings(type.push_notifications === true);
  return {
    ...restoring(type, ours, kept),
    ...(Object.keys(grants).length > 0 && { grants }),
  };
};
