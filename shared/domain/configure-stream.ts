import type { PushNotifications } from '../contract/push-notifications.ts';
import { SERVICE_USER_ID } from '../contract/service-user.ts';
import { encryptedType, typeBefore } from './encrypted-type.ts';
import { setUpPush } from './set-up-push.ts';
import type { Before, SettingsBefore } from './settings-before.ts';
import { type Aim, type Clock, settle } from './settle.ts';
import { type StreamAdmin, StreamSetupError, type StreamSetupProblem } from './stream-admin.ts';
import { type Addresses, appAsBefore, ourApp } from './stream-app.ts';
import { typeAsBefore } from './type-before.ts';

/** An ordinary user: a role with more rights would be one more way to change what is in a channel. */
const serviceUser = { id: SERVICE_USER_ID, name: 'Sealed Stream', role: 'user' };

export type StreamConfiguration = Addresses & {
  encryptedChannelTypes: readonly string[];
  /** Without it Stream pushes nothing of encrypted channels. */
  push?: PushNotifications | null;
};

export type ConfigureStreamDeps = { admin: StreamAdmin; before: SettingsBefore; clock: Clock };

export type SetupReport = {
  /** What was changed at Stream: `app`, `user`, `type/<name>`, `push/<type>/<name>`. */
  changed: string[];
  /** What of it Stream took and did not show while it was waited for. */
  unseen: string[];
};

/**
 * Sets a team's Stream app up for end-to-end encryption: hooks, the user that channels are created by, and the encrypted
 * channel types with every feature off that leaks or breaks (stream.md section 10.2) and no way to change a channel but
 * ours. Push is switched on only when every push provider has our templates, and off until then. Types that are encrypted no more become what they were. What there was is kept before it is changed. Waits until Stream
 * shows all of it, twenty seconds at most, and before it as long for the templates. Doing it again changes nothing; other hooks of the team stay.
 * Throws `StreamSetupError`; then it may be done in part: do it again.
 */
export const configureStream = async (
  { admin, before, clock }: ConfigureStreamDeps,
  configuration: StreamConfiguration,
): Promise<SetupReport> => {
  const { encryptedChannelTypes } = configuration;
  const changed = new Set<string>();
  const push = await tryPush({ admin, clock }, configuration, (name) => changed.add(name));
  const kept = await before.list();
  const left = kept.filter(({ of }) => isType(of) && !encryptedChannelTypes.includes(of.slice(TYPE.length)));
  const types = encryptedChannelTypes.map((name) =>
    encryptedType(admin, name, push === 'on', {
      onFirst: (type) => before.keep(typeBefore(name, type)),
      onChanged: () => changed.add(TYPE + name),
    }),
  );
  const app = ourApp(admin, configuration, {
    onFirst: (settings) => before.keep({ of: 'app', existed: true, settings }),
    onChanged: () => changed.add('app'),
  });
  if (await makeUser(admin)) changed.add('user');
  const unseen = await settle(admin, clock, [...left.map(backTo(admin, changed)), app, ...types]);
  await forgetShown(before, left, unseen);
  if (push instanceof StreamSetupError) throw push;
  return { changed: [...changed], unseen };
};

/** How push may stand: what keeps it off is no reason to leave the rest undone. Throws when Stream cannot be asked at all. */
const tryPush = async (
  { admin, clock }: Pick<ConfigureStreamDeps, 'admin' | 'clock'>,
  { push }: StreamConfiguration,
  onChanged: (name: string) => void,
): Promise<'on' | 'off' | StreamSetupError> => {
  if (!push) return 'off';
  try {
    await setUpPush(admin, clock, push, onChanged);
    return 'on';
  } catch (error) {
    if (!(error instanceof StreamSetupError) || !KEEPS_PUSH_OFF.has(error.problem)) throw error;
    return error.problem === 'push' ? error : new StreamSetupError('push', ` ${error.message}`);
  }
};

const KEEPS_PUSH_OFF: ReadonlySet<StreamSetupProblem> = new Set(['push', 'late', 'refused']);

/**
 * Puts back what was set before us, where it still is as we set it, and takes our event hook out. The service user stays:
 * it made the channels. A repeat, or a call before anything was set up, does nothing and asks Stream nothing. Waits and throws as
 * {@link configureStream} does; what was kept stays kept until it is back.
 */
export const restoreStream = async (
  { admin, before, clock }: ConfigureStreamDeps,
  addresses: Addresses,
): Promise<SetupReport> => {
  const changed = new Set<string>();
  const kept = await before.list();
  const aims = kept.map((each) =>
    isType(each.of)
      ? backTo(admin, changed)(each)
      : appAsBefore(admin, addresses, each.settings, () => changed.add('app')),
  );
  if (aims.length === 0) return { changed: [], unseen: [] };
  const unseen = await settle(admin, clock, aims);
  await forgetShown(before, kept, unseen);
  return { changed: [...changed], unseen };
};

/** While Stream shows what we set, a setup would take it for what there was before us. */
const forgetShown = async (before: SettingsBefore, kept: readonly Before[], unseen: readonly string[]) => {
  for (const { of } of kept) if (!unseen.includes(of)) await before.forget(of);
};

const TYPE = 'type/';
const isType = (of: string): boolean => of.startsWith(TYPE);

const backTo =
  (admin: StreamAdmin, changed: Set<string>) =>
  (kept: Before): Aim =>
    typeAsBefore(admin, kept, () => changed.add(kept.of));

const makeUser = async (admin: StreamAdmin): Promise<boolean> => {
  if (await admin.hasUser(serviceUser.id)) return false;
  await admin.upsertUser(serviceUser);
  return true;
};
