import { type BackgroundFunctionName, backgroundEnvironment } from '../shared/background-environment.ts';
import { environment, type FunctionName } from '../shared/environment.ts';

export type DeployedFunction = FunctionName | BackgroundFunctionName;

/** Every function of a stage: one a folder of `functions/`. */
export const deployedFunctions = Object.keys({
  ...environment,
  ...backgroundEnvironment,
}) as DeployedFunction[];
