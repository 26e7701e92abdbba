import { describe, expect, it } from '@jest/globals';
import { secretShapes } from '../../shared/secrets.ts';
import { type Resource, resources, synthesize } from './synthesize.ts';

const template = synthesize();
const all = (type: string): Resource[] => Object.values(resources(template, type));
const keyId = Object.keys(resources(template, 'AWS::KMS::Key'))[0];
const keyArn = { 'Fn::GetAtt': [keyId, 'Arn'] };

describe('the table', () => {
  const [table] = all('AWS::DynamoDB::Table');

  it('is the only one, with string keys, paid by request, its old items swept', () => {
    expect(all('AWS::DynamoDB::Table')).toHaveLength(1);
    expect(table?.Properties).toMatchObject({
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      AttributeDefinitions: [
        { AttributeName: 'pk', AttributeType: 'S' },
        { AttributeName: 'sk', AttributeType: 'S' },
      ],
      BillingMode: 'PAY_PER_REQUEST',
      TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
    });
  });

  it("is encrypted under the stage's key", () => {
    expect(table?.Properties.SSESpecification).toEqual({
      SSEEnabled: true,
      SSEType: 'KMS',
      KMSMasterKeyId: keyArn,
    });
  });

  it('cannot be lost by a mistake: point-in-time recovery, deletion protection, kept after the stack', () => {
    expect(table?.Properties.PointInTimeRecoverySpecification).toEqual({ PointInTimeRecoveryEnabled: true });
    expect(table?.Properties.DeletionProtectionEnabled).toBe(true);
    expect(table).toMatchObject({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
  });
});

describe('the secrets', () => {
  const secrets = all('AWS::SecretsManager::Secret');

  it('are those the functions know the shape of', () => {
    const expected = Object.keys(secretShapes).map((name) => `sealed-stream/example/${name}`);
    expect(secrets.map(({ Properties }) => Properties.Name).sort()).toEqual(expected.sort());
  });

  it("have no value in the template, lie under the stage's key and outlive the stack", () => {
    for (const secret of secrets) {
      expect(Object.keys(secret.Properties).sort()).toEqual(['Description', 'KmsKeyId', 'Name']);
      expect(secret.Properties.KmsKeyId).toEqual(keyArn);
      expect(secret).toMatchObject({ DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' });
    }
  });
});

describe('the log groups', () => {
  const logGroups = all('AWS::Logs::LogGroup');

  it("are kept for the stage's number of days, under its key, and go with the stack", () => {
    expect(logGroups).toHaveLength(7);
    for (const logGroup of logGroups) {
      expect(logGroup.Properties).toMatchObject({ RetentionInDays: 30, KmsKeyId: keyArn });
      expect(logGroup.DeletionPolicy).toBe('Delete');
    }
    const changed = synthesize({ logRetentionDays: 365 });
    changed.allResourcesProperties('AWS::Logs::LogGroup', { RetentionInDays: 365 });
  });

  it('are all named in the policy of the key, without which CloudWatch could not write to them', () => {
    const [key] = all('AWS::KMS::Key');
    const statement = key?.Properties.KeyPolicy.Statement.find(
      ({ Principal }: { Principal: object }) => 'Service' in Principal,
    );
    const allowed = statement.Condition.ArnEquals['kms:EncryptionContext:aws:logs:arn'].map(
      (arn: { 'Fn::Join': [string, string[]] }) => arn['Fn::Join'][1].at(-1)?.replace(':log-group:', ''),
    );
    expect(allowed.sort()).toEqual(logGroups.map(({ Properties }) => Properties.LogGroupName).sort());
  });
});

describe('the key', () => {
  it('is one, is changed every year and outlives the stack with what it encrypts', () => {
    expect(all('AWS::KMS::Key')).toHaveLength(1);
    expect(all('AWS::KMS::Key')[0]).toMatchObject({
      Properties: { EnableKeyRotation: true },
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
    });
  });
});
