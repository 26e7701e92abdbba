import { Aws } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Key } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';

export type AlarmTopicProps = {
  stage: string;
  emails: readonly string[];
  key: Key;
  /** Those that may publish here; another stage's name may begin as this one's. */
  alarmNames: readonly string[];
};

/**
 * Where alarms go, under the stage's key: CloudWatch cannot publish to a topic under the key that AWS manages for SNS
 * (SNS guide, "Key management", "Enable compatibility between event sources and encrypted topics").
 * Each address gets a mail first that it must confirm. A pager or a chat is subscribed by hand: the stack leaves it alone.
 */
export class AlarmTopic extends Construct {
  readonly topic: Topic;

  constructor(scope: Construct, id: string, { stage, emails, key, alarmNames }: AlarmTopicProps) {
    super(scope, id);
    this.topic = new Topic(this, 'Topic', {
      topicName: `sealed-stream-${stage}-alarms`,
      displayName: `Sealed Stream ${stage}`,
      masterKey: key,
      enforceSSL: true,
    });
    for (const email of emails) this.topic.addSubscription(new EmailSubscription(email));
    const ofThisStage = {
      StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID },
      ArnEquals: {
        'aws:SourceArn': alarmNames.map(
          (name) => `arn:${Aws.PARTITION}:cloudwatch:${Aws.REGION}:${Aws.ACCOUNT_ID}:alarm:${name}`,
        ),
      },
    };
    const principals = [new ServicePrincipal('cloudwatch.amazonaws.com')];
    // With a policy of its own the topic has lost the default one, which let the account's alarms in.
    this.topic.addToResourcePolicy(
      new PolicyStatement({
        principals,
        actions: ['sns:Publish'],
        resources: [this.topic.topicArn],
        conditions: ofThisStage,
      }),
    );
    key.addToResourcePolicy(
      new PolicyStatement({
        principals,
        actions: ['kms:Decrypt', 'kms:GenerateDataKey', 'kms:GenerateDataKeyWithoutPlaintext'],
        resources: ['*'],
        conditions: ofThisStage,
      }),
    );
  }
}
