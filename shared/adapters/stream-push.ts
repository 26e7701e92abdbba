import type { PushProvider, PushTemplate } from '../domain/push-templates.ts';
import type { StreamClient } from './stream-client.ts';

const named = ({ type, name }: PushProvider) => ({ push_provider_type: type, push_provider_name: name });

/** Types and names of all push providers of the app. Stream answers their credentials too: those go no further. */
export const listPushProviders = async (ask: StreamClient): Promise<PushProvider[]> => {
  const { push_providers } = await ask((client) => client.listPushProviders());
  return (push_providers as unknown as PushProvider[]).map(({ type, name }) => ({ type, name }));
};

/** What a push provider says of each event that somebody has set. */
export const readPushTemplates = async (
  ask: StreamClient,
  provider: PushProvider,
): Promise<PushTemplate[]> => {
  const { templates } = await ask((client) => client.getPushTemplates(named(provider)));
  return templates.map(({ event_type = '', enable_push = false, template = '' }) => ({
    event_type,
    enable_push,
    template,
  }));
};

/** Sets what a push provider says of one event, and whether it is pushed. A repeat changes nothing. */
export const setPushTemplate = async (
  ask: StreamClient,
  provider: PushProvider,
  { event_type, enable_push, template }: PushTemplate,
): Promise<void> => {
  await ask((client) => client.upsertPushTemplate({ ...named(provider), event_type, enable_push, template }));
};
