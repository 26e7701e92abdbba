import { type App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks, NIST80053R5Checks } from 'cdk-nag';
import { acknowledgeFindings } from './acknowledgements.ts';
import { MessagingStack } from './messaging-stack.ts';
import type { StageConfig } from './stage-config.ts';

/** Puts the stage's stack into the app. Synthesis then fails on each finding of cdk-nag that is not acknowledged. */
export const assemble = (app: App, config: StageConfig): MessagingStack => {
  const stack = new MessagingStack(app, `SealedStream-${config.stage}`, config);
  acknowledgeFindings(stack);
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new NIST80053R5Checks(app));
  return stack;
};
