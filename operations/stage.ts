import { readStageConfig, type StageConfig } from '../infra/stage-config.ts';
import { OperatorError } from './operator-error.ts';
import { UsageError } from './run.ts';

/** The stage's config. Throws {@link UsageError} without a name and {@link OperatorError} for a stage that is not usable. */
export const readStage = (name: string | undefined): StageConfig => {
  if (!name) throw new UsageError();
  try {
    return readStageConfig(name);
  } catch (error) {
    throw new OperatorError((error as Error).message);
  }
};

/** A function of the stage, as the stack names it. */
export const functionOf = (stage: string, name: string): string => `sealed-stream-${stage}-${name}`;

/** A secret of the stage, as the stack names it. */
export const secretOf = (stage: string, name: string): string => `sealed-stream/${stage}/${name}`;
