import { type CfnElement, Validations } from 'aws-cdk-lib';
import { Policy } from 'aws-cdk-lib/aws-iam';
import type { MessagingStack } from './messaging-stack.ts';

/** Every finding of cdk-nag we live with, and why. One that is not listed here makes `cdk synth` fail. */
export const acknowledgeFindings = (stack: MessagingStack): void => {
  Validations.of(stack.secrets).acknowledge({
    id: 'AwsSolutions-SMG4',
    reason:
      "Stream's and Seald's secrets are changed in their dashboards, and ours by hand, with two keys live meanwhile: a rotation function could not do it.",
  });
  Validations.of(stack.api.routes.streamWebhook).acknowledge({
    id: 'AwsSolutions-APIG4',
    reason:
      'Stream has no token of the identity provider: the function checks the HMAC in X-Signature before it reads the body.',
  });
  acknowledgeTracing(stack);
  acknowledgeStreamSettings(stack);
  acknowledgeIdentityPool(stack);
};

const acknowledgeTracing = (stack: MessagingStack): void => {
  const policies = stack.node
    .findAll()
    .filter((node) => node instanceof Policy && node.node.id === 'Tracing');
  for (const policy of policies)
    Validations.of(policy).acknowledge({
      id: 'AwsSolutions-IAM5[Resource::*]',
      reason: 'X-Ray has no resources to name: its permissions are for all. Nothing else is in this policy.',
    });
};

const acknowledgeStreamSettings = (stack: MessagingStack): void => {
  const handler = stack.functions['configure-stream'].lambda.node.defaultChild as CfnElement;
  Validations.of(stack.streamSettings).acknowledge({
    id: `AwsSolutions-IAM5[Resource::<${stack.getLogicalId(handler)}.Arn>:*]`,
    reason:
      "CDK's Provider may invoke the one function that sets Stream up, and its versions: the wildcard is the version.",
  });
};

const acknowledgeIdentityPool = ({ identityPool }: MessagingStack): void => {
  if (!identityPool) return;
  Validations.of(identityPool).acknowledge(
    {
      id: 'AwsSolutions-COG2',
      reason:
        'A second factor is offered, not asked for: keys are guarded by a code of their own (two-man rule).',
    },
    {
      id: 'AwsSolutions-COG3',
      reason:
        'Threat protection needs the paid Plus plan: `threatProtection` in the stage file switches it on.',
    },
    { id: 'AwsSolutions-COG8', reason: 'As for COG3: the Plus plan is a choice of the stage file.' },
  );
};
