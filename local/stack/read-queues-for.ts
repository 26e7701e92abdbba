import { pollQueue } from '../sqs/poll-queue.ts';
import type { Setting } from './setting.ts';
import type { Api } from './start-api.ts';
import type { Base } from './start-base.ts';

/** Has the functions read the queues that the template says they read. */
export const readQueuesFor = async (
  { parts, say }: Setting,
  { deployment, sqs }: Base,
  { api }: Api,
): Promise<void> => {
  for (const source of deployment.eventSources)
    await parts.up(`queue of ${source.functionName}`, async () =>
      pollQueue({
        url: sqs.url,
        queueUrl: sqs.queueUrl(source.queueArn.split(':').pop() ?? ''),
        region: deployment.region,
        source,
        invoke: (name, event) => api.invoke(name, event),
        onLine: say,
      }),
    );
};
