import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import type { DataKey } from './data-key.ts';

export type ReportTopicProps = { stage: string; emails: readonly string[]; dataKey: DataKey };

/**
 * Where the stage's moderators hear that a message was reported: its id and the reason, and nothing of the message. Each address gets a mail first that it must
 * confirm. Whatever else is subscribed by hand the stack leaves alone.
 */
export class ReportTopic extends Construct {
  private readonly topic: Topic;
  private readonly dataKey: DataKey;

  constructor(scope: Construct, id: string, { stage, emails, dataKey }: ReportTopicProps) {
    super(scope, id);
    this.dataKey = dataKey;
    this.topic = new Topic(this, 'Topic', {
      topicName: `sealed-stream-${stage}-reports`,
      displayName: `Sealed Stream ${stage}: reports`,
      masterKey: dataKey.key,
      enforceSSL: true,
    });
    for (const email of emails) this.topic.addSubscription(new EmailSubscription(email));
  }

  /** Lets the function tell, and says where. */
  grantTell(fn: LambdaFunction): void {
    fn.addEnvironment('REPORT_TOPIC_ARN', this.topic.topicArn);
    fn.addToRolePolicy(new PolicyStatement({ actions: ['sns:Publish'], resources: [this.topic.topicArn] }));
    this.dataKey.grantPublishVia('sns', fn);
  }
}
