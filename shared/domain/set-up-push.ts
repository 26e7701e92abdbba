import type { PushNotifications } from '../contract/push-notifications.ts';
import { pushProblems, spell } from './push-providers.ts';
import { differingTemplates, pushTemplates } from './push-templates.ts';
import { type Aim, type Clock, HEARD_WITHIN_MS, settle } from './settle.ts';
import { type StreamAdmin, StreamSetupError } from './stream-admin.ts';

/**
 * Gives every push provider of the app our templates, and returns once Stream shows them: then push quotes nothing and may be
 * switched on. A repeat changes nothing. Throws `StreamSetupError`: `push` when the providers are not as the stage file says, and then nothing was
 * changed; `late` when Stream does not show what it took.
 */
export const setUpPush = async (
  admin: StreamAdmin,
  clock: Clock,
  push: PushNotifications,
  onChanged: (name: string) => void,
): Promise<void> => {
  const problems = await pushProblems(await admin.readApp(), admin.listPushProviders, push);
  if (problems.length > 0) throw new StreamSetupError('push', ` ${problems.join('; ')}.`);
  const unseen = await settle(
    admin,
    clock,
    push.providers.map((provider) => withTemplates(admin, provider, push, onChanged)),
  );
  if (unseen.length > 0) throw new StreamSetupError('late', ` Of: ${unseen.join(', ')}.`);
};

/** That a push provider has our templates. Sends what is missing once, and once more if Stream does not show it when all of it must have heard. */
const withTemplates = (
  admin: StreamAdmin,
  provider: PushNotifications['providers'][number],
  words: PushNotifications,
  onChanged: (name: string) => void,
): Aim => {
  const name = `push/${spell(provider)}`;
  const wanted = pushTemplates(provider.type, words);
  let sentAt: number | undefined;
  return {
    name,
    reads: 'itself',
    async step(_shown, now) {
      const missing = differingTemplates(await admin.readPushTemplates(provider), wanted);
      if (missing.length === 0) return 'right';
      if (sentAt !== undefined && now - sentAt < HEARD_WITHIN_MS) return 'sent';
      for (const template of missing) await admin.setPushTemplate(provider, template);
      sentAt = now;
      onChanged(name);
      return 'sent';
    },
  };
};
