import { listPushProviders, readPushTemplates } from '../../shared/adapters/stream-push.ts';
import type { PushNotifications } from '../../shared/contract/push-notifications.ts';
import { pushProblems, spell } from '../../shared/domain/push-providers.ts';
import {
  differingTemplates,
  fillsInOnlyIds,
  type PushTemplate,
  pushTemplates,
} from '../../shared/domain/push-templates.ts';
import type { AppSettings } from '../../shared/domain/stream-admin.ts';
import { type Result, unless, wrong } from './finding.ts';
import type { Patient } from './patient.ts';
import { mendStream, withStream } from './with-stream.ts';

/** Whether every push provider of the app has the stage's templates, so that no notification quotes anything. */
export const checkPush =
  (push: PushNotifications) =>
  (patient: Patient): Promise<Result> =>
    withStream(patient, async (ask) => {
      const { app = {} } = await ask((client) => client.getAppSettings());
      const problems = await pushProblems(app as AppSettings, () => listPushProviders(ask), push);
      if (problems.length > 0) return wrong(problems.join('; '), mendProviders(patient));
      const differences: string[] = [];
      for (const provider of push.providers) {
        const found = await readPushTemplates(ask, provider);
        for (const wanted of differingTemplates(found, pushTemplates(provider.type, push)))
          differences.push(`${spell(provider)}: ${describe(found, wanted)}`);
      }
      const fine = `the templates of ${push.providers.map(spell).join(', ')} are ours`;
      return unless(differences, fine, mendStream(patient));
    });

/** Never what stands in a template: somebody else wrote it. */
const describe = (found: readonly PushTemplate[], { event_type, enable_push }: PushTemplate): string => {
  const same = found.filter((template) => template.event_type === event_type);
  if (same.length === 0) return `${event_type} has no template of ours`;
  if (!same.every(({ template }) => fillsInOnlyIds(template)))
    return `the template of ${event_type} quotes more than ids`;
  if (same.some((template) => template.enable_push !== enable_push))
    return `${event_type} is ${enable_push ? 'not pushed' : 'pushed'}`;
  return `the template of ${event_type} is not ours`;
};

const mendProviders = (patient: Patient): string =>
  `pushNotifications of the stage file has to name each push provider of Stream's dashboard, and no other; deploy, or ${mendStream(patient)}`;
