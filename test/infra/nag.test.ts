import { describe, expect, it } from '@jest/globals';
import type { App } from 'aws-cdk-lib';
import { type HttpApi, HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { AwsSolutionsChecks, NIST80053R5Checks } from 'cdk-nag';
import { acknowledgements } from '../../infra/acknowledgements.ts';
import type { MessagingStack } from '../../infra/messaging-stack.ts';
import { changedSettings } from './changed-settings.ts';
import { withBareStack, withStack } from './example-stack.ts';

const violations = (app: App) =>
  [AwsSolutionsChecks, NIST80053R5Checks].flatMap((Pack) => new Pack(app).validateScope(app).violations);
const findings = (app: App): string[] => violations(app).map(({ ruleName }) => ruleName);

const tokenFunction = (stack: MessagingStack): LambdaFunction =>
  stack.node
    .findAll()
    .find((node) => node instanceof LambdaFunction && node.node.path.includes('/token/')) as LambdaFunction;

describe("cdk-nag's packs AwsSolutions and NIST 800-53", () => {
  it('has nothing to say', () => {
    expect(withStack((_, app) => findings(app))).toEqual([]);
  });

  it('has nothing to say of a stage with all that is optional', () => {
    expect(withStack((_, app) => findings(app), { ...changedSettings, tracing: true })).toEqual([]);
  });

  it('would say each thing that is acknowledged, of the very construct', () => {
    const identityProvider = changedSettings.identityProvider;
    const { stale, reasons } = withBareStack(
      (stack, app) => {
        const found = violations(app).flatMap(({ ruleName, violatingResources }) =>
          violatingResources.map(({ constructPath }) => `${ruleName} ${constructPath}`),
        );
        const entries = acknowledgements(stack);
        const isFound = ({ on, id }: (typeof entries)[number]) =>
          found.some((finding) => finding.startsWith(`${id} ${on.node.path}/`));
        return {
          stale: entries.filter((entry) => !isFound(entry)).map(({ on, id }) => `${id} ${on.node.path}`),
          reasons: entries.map(({ reason }) => reason),
        };
      },
      { identityProvider },
    );
    expect(stale).toEqual([]);
    for (const reason of reasons) expect(reason.length).toBeGreaterThan(60);
  });

  it('stops synthesis for a finding nobody acknowledged', () => {
    const synthesis = () =>
      withStack((stack, app) => {
        new Topic(stack, 'Topic');
        app.synth();
      });
    expect(synthesis).toThrow(/Validation failed|AwsSolutions-SNS/);
  });

  it('still speaks of a second route without an authorizer, and of a wildcard', () => {
    const found = withStack((stack, app) => {
      const lambda = tokenFunction(stack);
      const integration = new HttpLambdaIntegration('Open', lambda);
      (stack.api.node.findChild('Api') as HttpApi).addRoutes({
        path: '/open',
        methods: [HttpMethod.GET],
        integration,
      });
      lambda.addToRolePolicy(new PolicyStatement({ actions: ['s3:GetObject'], resources: ['*'] }));
      return findings(app);
    });
    expect(found.sort()).toEqual(['AwsSolutions-APIG4', 'AwsSolutions-IAM5[Resource::*]']);
  });
});
