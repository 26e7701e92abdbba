import type { PushProvider, PushTemplate } from './push-templates.ts';
import type { EventHook } from './stream-settings.ts';

export type Grants = Record<string, string[]>;
export type ChannelType = { grants: Grants; [setting: string]: unknown };
export type AppSettings = { event_hooks?: EventHook[]; [setting: string]: unknown };

/** `unknown`: there is no such type, or Stream does not know of it yet. */
export type TypeUpdate = 'done' | 'unknown';
/** `in-use`: Stream keeps the type, because there are channels of it. `unknown`: as above. */
export type TypeDeletion = 'done' | 'in-use' | 'unknown';

/**
 * What is asked of Stream's API with a server token. Each throws {@link StreamSetupError}. For seconds after a change, reads
 * give what was before and a new type is unknown.
 */
export type StreamAdmin = {
  readApp: () => Promise<AppSettings>;
  /** Sets what is named; an array is replaced whole. */
  updateApp: (settings: AppSettings) => Promise<void>;
  hasUser: (id: string) => Promise<boolean>;
  upsertUser: (user: { id: string; name: string; role: string }) => Promise<void>;
  readTypes: () => Promise<Record<string, ChannelType>>;
  /** Makes a type and answers it. Throws `refused` also for one that exists already. */
  createType: (name: string, settings: Partial<ChannelType>) => Promise<ChannelType>;
  /** Sets what is named; each named role's grants are replaced whole. */
  updateType: (name: string, settings: Partial<ChannelType>) => Promise<TypeUpdate>;
  deleteType: (name: string) => Promise<TypeDeletion>;
  listPushProviders: () => Promise<PushProvider[]>;
  readPushTemplates: (provider: PushProvider) => Promise<PushTemplate[]>;
  /** Sets the template of one event, and whether it is pushed. */
  setPushTemplate: (provider: PushProvider, template: PushTemplate) => Promise<void>;
};

const REASONS = {
  'no-answer': 'Stream does not answer.',
  'secret-refused':
    'Stream does not take the API key and secret of the secret "stream". Fill it anew: npm run secrets.',
  refused: 'Stream refused a setting.',
  late: 'Stream took the settings and does not show them yet.',
  push: 'All else is set up, but push notifications stay off:',
} as const;

export type StreamSetupProblem = keyof typeof REASONS;

/** Why Stream could not be set up, in words of ours. What was done stays done; it is safe to do it again. */
export class StreamSetupError extends Error {
  override readonly name = 'StreamSetupError';
  readonly problem: StreamSetupProblem;

  constructor(problem: StreamSetupProblem, detail = '') {
    super(REASONS[problem] + detail);
    this.problem = problem;
  }
}
