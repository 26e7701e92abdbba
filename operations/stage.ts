import { readStageConfig, type StageConfig } from '../infra/stage-config.ts';
import { UsageError } from '../toolchain/command-line.mjs';
import { OperatorError } from './operator-error.ts';

/** How a command line names a stage: its file, and the folder of it if that is not ours. */
export const stageOptions = { stage: { type: 'string' }, stages: { type: 'string' } } as const;
export type StageOptions = { [Name in keyof typeof stageOptions]?: string | undefined };

/** The stage's config. Throws {@link UsageError} without a name and {@link OperatorError} for a stage that is not usable. */
export const readStage = ({ stage, stages }: StageOptions): StageConfig => {
  if (!stage) throw new UsageError('--stage is needed: the name of a stage file, without .json.');
  try {
    return readStageConfig(stage, stages);
  } catch (error) {
    throw new OperatorError((error as Error).message);
  }
};

/** A function of the stage, as the stack names it. */
export const functionOf = (stage: string, name: string): string => `sealed-stream-${stage}-${name}`;

/** The log group of a stage's function. */
export const logGroupOf = (stage: string, name: string): string => `/aws/lambda/${functionOf(stage, name)}`;

/** A secret of the stage, as the stack names it. */
export const secretOf = (stage: string, name: string): string => `sealed-stream/${stage}/${name}`;
