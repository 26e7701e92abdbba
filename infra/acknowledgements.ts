import { type CfnElement, Validations } from 'aws-cdk-lib';
import { Policy } from 'aws-cdk-lib/aws-iam';
import { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import type { IConstruct } from 'constructs';
import type { BackgroundFunctionName } from '../shared/background-environment.ts';
import { routes } from '../shared/contract/routes.ts';
import type { MessagingStack } from './messaging-stack.ts';

/** A finding of cdk-nag that we live with: on this construct and all below it. */
export type Acknowledgement = { on: IConstruct; id: string; reason: string };

const rotatedByHand =
  "Stream's and Seald's secrets are changed in their dashboards, which have no interface a rotation function could call. " +
  'The sealing keys stay readable by key id until nothing is sealed with them; the pepper cannot change, since the ' +
  'blind index of phone numbers hangs on it. `npm run secrets -- --rotate` and docs/runbook.md say how each is changed.';

const ofSecrets = ({ secrets }: MessagingStack): Acknowledgement[] =>
  ['AwsSolutions-SMG4', 'NIST.800.53.R5-SecretsManagerRotationEnabled'].map((id) => ({
    on: secrets,
    id,
    reason: rotatedByHand,
  }));

const ofTheHook = ({ api }: MessagingStack): Acknowledgement[] => [
  {
    on: api.routes.streamWebhook,
    id: 'AwsSolutions-APIG4',
    reason:
      'Stream has no token of the identity provider: the function checks the HMAC in X-Signature before it reads the body.',
  },
];

const ofTables = ({ node }: MessagingStack): Acknowledgement[] =>
  ['Users', 'Channels'].map((name) => ({
    on: node.findChild(name),
    id: 'NIST.800.53.R5-DynamoDBInBackupPlan',
    reason:
      'Point-in-time recovery goes back to any second of 35 days, and the table cannot be deleted by the stack. Copies in another ' +
      'account are the plan of whoever owns the accounts: it selects the tables by the tag sealed-stream:stage.',
  }));

const WITHOUT_DEAD_LETTERS: Record<BackgroundFunctionName, string> = {
  sweep: 'Reads a queue, and that queue has a dead-letter queue with an alarm on it.',
  reconcile:
    'A run that is lost is made up for by the next, which goes on from the same place; reconciler-behind says when none does.',
  'erase-due':
    'A run that is lost is made up for by the next, which finds the same in its queue; erasures-late says when none does.',
  'configure-stream':
    'Called synchronously, by CloudFormation or an operator, who are told of the failure; a scheduled try that is lost is made up for by the next.',
};
const CALLED_BY_GATEWAY =
  'Called synchronously only: the caller gets the error. A dead-letter queue takes asynchronous events.';

/** A dead-letter queue of the function's own would take what Lambda was handed asynchronously, and keep it for nobody. */
const ofAnswers = ({ node, streamSettings }: MessagingStack): Acknowledgement[] => {
  const id = 'NIST.800.53.R5-LambdaDLQ';
  const ofApi = Object.values(routes).map(({ name }) => [name, CALLED_BY_GATEWAY] as const);
  return [
    ...[...ofApi, ...Object.entries(WITHOUT_DEAD_LETTERS)].map(([name, reason]) => ({
      on: node.findChild(name),
      id,
      reason,
    })),
    {
      on: streamSettings,
      id,
      reason: 'CloudFormation waits for its answer, and fails the deployment without one.',
    },
  ];
};

const ofEachFunction = (stack: MessagingStack): Acknowledgement[] =>
  stack.node.findAll().flatMap((node) => {
    if (!(node instanceof CfnFunction)) return [];
    const isProvider = node.node.path.startsWith(`${stack.streamSettings.node.path}/`);
    const on = isProvider ? stack.streamSettings : (node.node.scope?.node.scope ?? node);
    return [
      {
        on,
        id: 'NIST.800.53.R5-LambdaInsideVPC',
        reason:
          'Talks to Stream, Seald and AWS over the public internet and to nothing inside a network. In a VPC it would need a NAT ' +
          'gateway, one more thing between Stream and its hook that can fail.',
      },
      {
        on,
        id: 'NIST.800.53.R5-IAMNoInlinePolicy',
        reason:
          'Written for this one role, and made and deleted with it. A managed policy could be attached to another role, which is what must not happen.',
      },
      ...(node.reservedConcurrentExecutions === undefined
        ? [
            {
              on,
              id: 'NIST.800.53.R5-LambdaConcurrency',
              reason:
                "Limited by the throttling of its route. What is reserved for one function is taken from all others: that is for the hook, and for the stage's config to decide.",
            },
          ]
        : []),
    ];
  });

const ofTracing = (stack: MessagingStack): Acknowledgement[] =>
  stack.node
    .findAll()
    .filter((node) => node instanceof Policy && node.node.id === 'Tracing')
    .map((on) => ({
      on,
      id: 'AwsSolutions-IAM5[Resource::*]',
      reason: 'X-Ray has no resources to name: its permissions are for all. Nothing else is in this policy.',
    }));

const ofStreamSettings = (stack: MessagingStack): Acknowledgement[] => {
  const handler = stack.functions['configure-stream'].lambda.node.defaultChild as CfnElement;
  return [
    {
      on: stack.streamSettings,
      id: `AwsSolutions-IAM5[Resource::<${stack.getLogicalId(handler)}.Arn>:*]`,
      reason:
        "CDK's Provider may invoke the one function that sets Stream up, and its versions: the wildcard is the version.",
    },
  ];
};

const ofIdentityPool = ({ identityPool: on }: MessagingStack): Acknowledgement[] => {
  if (!on) return [];
  const inPlusPlan =
    'Threat protection needs the paid Plus plan: `threatProtection` in the stage file switches it on.';
  return [
    {
      on,
      id: 'AwsSolutions-COG2',
      reason:
        'A second factor is offered, not asked for: keys are guarded by a code of their own (two-man rule).',
    },
    { on, id: 'AwsSolutions-COG8', reason: inPlusPlan },
  ];
};

const ofSilentAlarms = ({ observability }: MessagingStack): Acknowledgement[] =>
  observability.alarms.silent.map((on) => ({
    on,
    id: 'NIST.800.53.R5-CloudWatchAlarmAction',
    reason: 'An alarm that stands over a group of these sends one mail for all of them.',
  }));

/** Every finding of cdk-nag we live with, and why. One that is not listed here makes `cdk synth` fail. */
export const acknowledgements = (stack: MessagingStack): Acknowledgement[] =>
  [
    ofSecrets,
    ofTheHook,
    ofTables,
    ofAnswers,
    ofEachFunction,
    ofTracing,
    ofStreamSettings,
    ofIdentityPool,
    ofSilentAlarms,
  ].flatMap((of) => of(stack));

/** Records them on the stack, so that synthesis passes them over. */
export const acknowledgeFindings = (stack: MessagingStack): void => {
  for (const { on, id, reason } of acknowledgements(stack)) Validations.of(on).acknowledge({ id, reason });
};
