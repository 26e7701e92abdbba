import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { synthesize, synthesizeInto } from '../synth/synthesize.ts';

const EXAMPLE = join(import.meta.dirname, '../../infra/stages/example.json');
const STAGE = 'rehearsal';
const OWN = { stage: STAGE, sealdIdPrefix: 'REHEARSAL' };

/** A channel type that every Stream app has. */
export const SECOND_TYPE = 'team';

type Stage = Record<string, unknown> & { encryptedChannelTypes: string[] };

/** The example stage under a name of its own, and with one more encrypted channel type. */
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
  /** Whether the same stage, synthesized again, came out with the same template to the letter. */
  sameAgain: boolean;
};

/** Synthesizes the example-like stage, once more from nothing, and with one setting changed. */
export const makeAssemblies = async (folder: string): Promise<Assemblies> => {
  const { first, second } = stages();
  const write = (name: string, stage: Stage) => {
    writeFileSync(join(folder, name, `${STAGE}.json`), JSON.stringify(stage));
    return { stage: STAGE, stagesFolder: join(folder, name) };
  };
  const one = write('first', first);
  const { assemblyDir } = await synthesize(one);
  const again = join(folder, 'again');
  await synthesizeInto(again, one);
  const changed = await synthesize(write('second', second));
  return {
    first: assemblyDir,
    second: changed.assemblyDir,
    sameAgain: templateIn(assemblyDir) === templateIn(again),
  };
};

export const templateIn = (assemblyDir: string): string => {
  const [file] = readdirSync(assemblyDir).filter((name) => name.endsWith('.template.json'));
  return readFileSync(join(assemblyDir, file ?? ''), 'utf8');
};
