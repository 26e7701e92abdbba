import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { synthesize, synthesizeWithoutBundles } from '../synth/synthesize.ts';
import { PUSH_PROVIDER } from './stream-app.ts';

const EXAMPLE = join(import.meta.dirname, '../../infra/stages/example.json');
const STAGE = 'rehearsal';
const OWN = {
  stage: STAGE,
  sealdIdPrefix: 'REHEARSAL',
  pushNotifications: { providers: [PUSH_PROVIDER] },
};

/** A channel type that every Stream app has. */
export const SECOND_TYPE = 'team';

type Stage = Record<string, unknown> & { encryptedChannelTypes: string[] };

/** The example stage under a name of its own, with push notifications, and with one more encrypted channel type. */
const stages = () => {
  const example = JSON.parse(readFileSync(EXAMPLE, 'utf8')) as Stage;
  const first: Stage = { ...example, ...OWN };
  return {
    first,
    second: { ...first, encryptedChannelTypes: [...first.encryptedChannelTypes, SECOND_TYPE] },
  };
};

export type Assemblies = {
  first: string;
  second: string;
  /** Whether the same stage, synthesized again, comes out the same to the letter. */
  sameAgain: boolean;
};

/**
 * Synthesizes the example-like stage, and with one setting changed; both are kept for the next time. Then the first again,
 * from nothing each time, but without the bundles, which take longest: of these it is enough that both stages have the same.
 */
export const makeAssemblies = async (folder: string): Promise<Assemblies> => {
  const stage = stages();
  const write = (name: string, content: Stage) => {
    writeFileSync(join(folder, name, `${STAGE}.json`), JSON.stringify(content));
    return { stage: STAGE, stagesFolder: join(folder, name) };
  };
  const again = join(folder, 'again');
  const unchanged = write('first', stage.first);
  const [first, second] = await Promise.all([
    synthesize(unchanged),
    synthesize(write('second', stage.second)),
    synthesizeWithoutBundles(again, unchanged),
  ]);
  const [one, same, other] = [first.assemblyDir, again, second.assemblyDir].map(templateIn);
  return {
    first: first.assemblyDir,
    second: second.assemblyDir,
    sameAgain: withoutCode(one) === withoutCode(same) && `${bundlesIn(one)}` === `${bundlesIn(other)}`,
  };
};

/** Names of bundles, which are the hashes of what is in them. */
const bundlesIn = (template = ''): string[] => template.match(/[0-9a-f]{64}/g) ?? [];

/** The template but for the bundles' names and places, and the revision, which is made of them. */
const withoutCode = (template = ''): string =>
  template
    .replaceAll(/[0-9a-f]{64}/g, 'bundle')
    .replaceAll(/"aws:asset:path": ".*"/g, 'place')
    .replaceAll(/"revision": "[0-9a-f]{16}"/g, 'revision');

export const templateIn = (assemblyDir: string): string => {
  const [file] = readdirSync(assemblyDir).filter((name) => name.endsWith('.template.json'));
  return readFileSync(join(assemblyDir, file ?? ''), 'utf8');
};
