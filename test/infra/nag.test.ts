import { describe, expect, it } from '@jest/globals';
import type { App } from 'aws-cdk-lib';
import { type HttpApi, HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { AwsSolutionsChecks } from 'cdk-nag';
import type { MessagingStack } from '../../infra/messaging-stack.ts';
import { changedSettings } from './changed-settings.ts';
import { withStack } from './example-stack.ts';

const findings = (app: App): string[] =>
  new AwsSolutionsChecks(app).validateScope(app).violations.map(({ ruleName }) => ruleName);

const tokenFunction = (stack: MessagingStack): LambdaFunction =>
  stack.node
    .findAll()
    .find((node) => node instanceof LambdaFunction && node.node.path.includes('/token/')) as LambdaFunction;

describe("cdk-nag's AwsSolutions pack", () => {
  it('has nothing to say', () => {
    expect(withStack((_, app) => findings(app))).toEqual([]);
  });

  it('has nothing to say of a stage with all that is optional', () => {
    expect(withStack((_, app) => findings(app), { ...changedSettings, tracing: true })).toEqual([]);
  });

  it('lets the stack be synthesized', () => {
    expect(() => withStack((_, app) => app.synth())).not.toThrow();
  });

  it('stops synthesis for a finding nobody acknowledged', () => {
    const synthesis = () =>
      withStack((stack, app) => {
        new Topic(stack, 'Topic');
        app.synth();
      });
    expect(synthesis).toThrow(/Validation failed|AwsSolutions-SNS/);
  });

  it('still speaks of a second route without an authorizer', () => {
    const found = withStack((stack, app) => {
      const integration = new HttpLambdaIntegration('Open', tokenFunction(stack));
      (stack.api.node.findChild('Api') as HttpApi).addRoutes({
        path: '/open',
        methods: [HttpMethod.GET],
        integration,
      });
      return findings(app);
    });
    expect(found).toEqual(['AwsSolutions-APIG4']);
  });

  it('still speaks of a wildcard', () => {
    const found = withStack((stack, app) => {
      tokenFunction(stack).addToRolePolicy(
        new PolicyStatement({ actions: ['s3:GetObject'], resources: ['*'] }),
      );
      return findings(app);
    });
    expect(found).toEqual(['AwsSolutions-IAM5[Resource::*]']);
  });
});
