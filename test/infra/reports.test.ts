import { describe, expect, it } from '@jest/globals';
import { functionNamed, resources, statementsOf, templates } from './template.ts';

const { example, changed } = await templates();
const topicOf = (template: typeof example) =>
  Object.entries(resources(template, 'AWS::SNS::Topic')).find(([, { Properties }]) =>
    /-reports$/.test(Properties.TopicName),
  ) ?? ['', undefined];

describe('the topic of reports', () => {
  const [id, topic] = topicOf(example);

  it("lies under the stage's key, and is told by one function alone", () => {
    const [keyId] = Object.keys(resources(example, 'AWS::KMS::Key'));
    expect(topic?.Properties).toMatchObject({
      TopicName: 'sealed-stream-example-reports',
      KmsMasterKeyId: { 'Fn::GetAtt': [keyId, 'Arn'] },
    });
    expect(functionNamed(example, 'report').Environment.Variables.REPORT_TOPIC_ARN).toEqual({ Ref: id });
    expect(statementsOf(example, 'report')).toContainEqual({
      Effect: 'Allow',
      Action: 'sns:Publish',
      Resource: { Ref: id },
    });
    expect(JSON.stringify(resources(example, 'AWS::IAM::Policy')).split(`"Ref":"${id}"`)).toHaveLength(2);
  });

  it('mails whom the stage names', () => {
    const mailed = (template: typeof example) =>
      Object.values(resources(template, 'AWS::SNS::Subscription'))
        .filter(({ Properties }) => Properties.TopicArn.Ref === topicOf(template)[0])
        .map(({ Properties }) => [Properties.Protocol, Properties.Endpoint]);
    expect(mailed(changed)).toEqual([['email', 'moderators@example.com']]);
    expect(mailed(example)).toEqual([]);
  });
});

describe('the secret of the moderators', () => {
  it('is there, and no function may read it', () => {
    const secrets = Object.entries(resources(example, 'AWS::SecretsManager::Secret'));
    const [id = ''] = secrets.find(([, { Properties }]) => /\/moderation$/.test(Properties.Name)) ?? [];
    expect(id).not.toBe('');
    for (const type of ['AWS::IAM::Policy', 'AWS::Lambda::Function'])
      expect(JSON.stringify(resources(example, type))).not.toContain(id);
  });
});
