import { type AppSettings, type ChannelType, type StreamAdmin, StreamSetupError } from './stream-admin.ts';

/*
 * Stream's servers hear of changed settings one after another. Its own SDKs' tests wait 3 to 6 seconds for channel types, and
 * repeat reads of the app. [pub: getstream-go chat_misc_integration_test.go; stream-chat-net PermissionTests.cs]
 */

/** A setup or a removal waits no longer than this for Stream to show what it has taken. */
export const SETTLES_WITHIN_MS = 20_000;
/** So long after a change at the latest, every server of Stream's has heard of it; with room on top of what is published. */
export const HEARD_WITHIN_MS = 10_000;
/** Between looks. Most of the time the first one after a change shows it. */
const PAUSES_MS = [50, 250];
const PAUSE_MS = 1_000;

export type Clock = { now: () => number; wait: (ms: number) => Promise<void> };

/** What Stream shows now. */
export type Shown = { app: AppSettings; types: Record<string, ChannelType> };

/**
 * `right`: Stream shows it as it must be. `sent`: Stream took what was missing and does not show it yet. `blocked`: what is
 * missing cannot be sent yet.
 */
export type Standing = 'right' | 'sent' | 'blocked';

/** Something that has to be so at Stream: the settings of the app, a channel type, the templates of a push provider. */
export type Aim = {
  /** `app`, `type/<name>` or `push/<type>/<name>`. */
  name: string;
  /** What of {@link Shown} it looks at. */
  reads: 'app' | 'types' | 'itself';
  /** Compares, sends what is missing, and answers how it stands. Is called until it is right. */
  step: (shown: Shown, now: number) => Promise<Standing>;
};

/**
 * A step of an aim that is right before anything was done for it: that may be what a server of Stream's shows that has not heard yet of what
 * was sent a moment ago, say by a run that broke off. So it must stay right until all of them have.
 */
export const stayingRight = (step: Aim['step']): Aim['step'] => {
  let [beganAt, isTouched] = [Number.POSITIVE_INFINITY, false];
  return async (shown, now) => {
    beganAt = Math.min(beganAt, now);
    const standing = await step(shown, now);
    isTouched ||= standing !== 'right';
    return isTouched || now - beganAt >= HEARD_WITHIN_MS ? standing : 'sent';
  };
};

/**
 * Takes steps until all is right or the time is up, and reads only what is still of interest. Answers the names of what
 * Stream took and does not show. Throws {@link StreamSetupError}, `late` for what could not even be sent.
 */
export const settle = async (admin: StreamAdmin, clock: Clock, aims: readonly Aim[]): Promise<string[]> => {
  const end = clock.now() + SETTLES_WITHIN_MS;
  let left = [...aims];
  for (let look = 0; ; look++) {
    const standing = await stepAll(admin, clock, left);
    left = left.filter((aim) => standing.get(aim) !== 'right');
    if (left.length === 0) return [];
    if (clock.now() >= end) {
      const blocked = left.filter((aim) => standing.get(aim) === 'blocked').map(({ name }) => name);
      if (blocked.length > 0) throw new StreamSetupError('late', ` Of: ${blocked.join(', ')}.`);
      return left.map(({ name }) => name);
    }
    await clock.wait(Math.min(PAUSES_MS[look] ?? PAUSE_MS, end - clock.now()));
  }
};

const stepAll = async (
  admin: StreamAdmin,
  clock: Clock,
  aims: readonly Aim[],
): Promise<Map<Aim, Standing>> => {
  const shown: Shown = {
    app: aims.some(({ reads }) => reads === 'app') ? await admin.readApp() : {},
    types: aims.some(({ reads }) => reads === 'types') ? await admin.readTypes() : {},
  };
  const standing = new Map<Aim, Standing>();
  for (const aim of aims) standing.set(aim, await aim.step(shown, clock.now()));
  return standing;
};
