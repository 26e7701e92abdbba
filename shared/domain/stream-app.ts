import type { Settings } from './settings-before.ts';
import { type Aim, HEARD_WITHIN_MS, type Standing, stayingRight } from './settle.ts';
import type { AppSettings, StreamAdmin } from './stream-admin.ts';
import { differing, restoring, unnamed, valuesOf } from './stream-differences.ts';
import {
  type Queue,
  streamAppSettings,
  streamEventHook,
  withEventHook,
  withoutEventHook,
} from './stream-settings.ts';

/** Where Stream leads: our `POST /webhooks/stream`, and the sweeper's queue. */
export type Addresses = { hookUrl: string; queue: Queue };

export type Listener = {
  /** Called once, before anything is changed, with what there is of all that we set. */
  onFirst: (before: Settings) => Promise<void>;
  onChanged: () => void;
};

/** That the app's settings are ours. What Stream does not show is sent once in any case. */
export const ourApp = (admin: StreamAdmin, addresses: Addresses, { onFirst, onChanged }: Listener): Aim => {
  const settings = streamAppSettings(addresses.hookUrl);
  const ourHook = streamEventHook(addresses.queue);
  let isFirst = true;
  return appAim(admin, async (app) => {
    const event_hooks = withEventHook(app.event_hooks ?? [], ourHook);
    const missing = differing(app, { ...settings, event_hooks });
    if (Object.keys(missing).length > 0) onChanged();
    if (!isFirst) return { missing };
    isFirst = false;
    await onFirst(valuesOf(app, settings));
    return { missing, blindly: unnamed(app, settings) };
  });
};

/** That the app's settings are those from before us, of what still is as we set it, and that our event hook is gone. */
export const appAsBefore = (
  admin: StreamAdmin,
  { hookUrl, queue }: Addresses,
  kept: Settings,
  onChanged: () => void,
): Aim => {
  const aim = appAim(admin, async (app) => {
    const event_hooks = withoutEventHook(app.event_hooks ?? [], streamEventHook(queue));
    const missing = {
      ...restoring(app, streamAppSettings(hookUrl), kept),
      ...differing(app, { event_hooks }),
    };
    if (Object.keys(missing).length > 0) onChanged();
    return { missing };
  });
  return { ...aim, step: stayingRight(aim.step) };
};

/** `blindly`: to be sent though nobody can see whether it is missing. */
type ToSend = { missing: Settings; blindly?: Settings };

/** Sends what is missing once, and once more if Stream does not show it when all of it must have heard. */
const appAim = (admin: StreamAdmin, compare: (app: AppSettings) => Promise<ToSend>): Aim => {
  let sentAt: number | undefined;
  return {
    name: 'app',
    reads: 'app',
    async step({ app }, now): Promise<Standing> {
      const { missing, blindly = {} } = await compare(app);
      const isRight = Object.keys(missing).length === 0;
      const isDue = !isRight && (sentAt === undefined || now - sentAt >= HEARD_WITHIN_MS);
      if (isDue || Object.keys(blindly).length > 0) {
        await admin.updateApp({ ...blindly, ...missing });
        sentAt = now;
      }
      return isRight ? 'right' : 'sent';
    },
  };
};
