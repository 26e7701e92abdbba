import { describe, expect, it } from '@jest/globals';
import { secretShapes } from '../../shared/secrets.ts';
import { changedSettings } from './changed-settings.ts';
import { type Resource, resources, tableNamedBy, templates } from './template.ts';

const { example: template, changed, isProtected } = await templates();
const all = (type: string): Resource[] => Object.values(resources(template, type));
const keyId = Object.keys(resources(template, 'AWS::KMS::Key'))[0];
const keyArn = { 'Fn::GetAtt': [keyId, 'Arn'] };

const tables = resources(template, 'AWS::DynamoDB::Table');
const tableOf = (variable: string): Resource | undefined => tables[tableNamedBy(template, variable) ?? ''];

describe('the tables', () => {
  it('are one of users, whose old items are swept, and one of channels, whose items stay', () => {
    const [users, channels] = [tableOf('TABLE_NAME'), tableOf('CHANNEL_TABLE_NAME')];
    expect(Object.values(tables)).toEqual([users, channels]);
    expect(users?.Properties.TimeToLiveSpecification).toEqual({ AttributeName: 'expiresAt', Enabled: true });
    expect(channels?.Properties).not.toHaveProperty('TimeToLiveSpecification');
  });

  it('have one index: epochs by their session, which holds no more than keys', () => {
    expect(tableOf('TABLE_NAME')?.Properties).not.toHaveProperty('LocalSecondaryIndexes');
    expect(tableOf('CHANNEL_TABLE_NAME')?.Properties.LocalSecondaryIndexes).toEqual([
      {
        IndexName: 'bySession',
        KeySchema: [
          { AttributeName: 'pk', KeyType: 'HASH' },
          { AttributeName: 'encryptionSessionId', KeyType: 'RANGE' },
        ],
        Projection: { ProjectionType: 'KEYS_ONLY' },
      },
    ]);
    for (const { Properties } of Object.values(tables))
      expect(Properties).not.toHaveProperty('GlobalSecondaryIndexes');
  });
});

describe.each(Object.entries(tables))('the table %s', (_, table) => {
  it('has string keys and is paid by request', () => {
    expect(table.Properties).toMatchObject({
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      AttributeDefinitions: expect.arrayContaining([
        { AttributeName: 'pk', AttributeType: 'S' },
        { AttributeName: 'sk', AttributeType: 'S' },
      ]),
      BillingMode: 'PAY_PER_REQUEST',
    });
  });

  it("is encrypted under the stage's key", () => {
    expect(table.Properties.SSESpecification).toEqual({
      SSEEnabled: true,
      SSEType: 'KMS',
      KMSMasterKeyId: keyArn,
    });
  });

  it('cannot be lost by a mistake: point-in-time recovery, deletion protection, kept after the stack', () => {
    expect(table.Properties.PointInTimeRecoverySpecification).toEqual({ PointInTimeRecoveryEnabled: true });
    expect(table.Properties.DeletionProtectionEnabled).toBe(true);
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
      expect(Object.keys(secret.Properties).sort()).toEqual(['Description', 'KmsKeyId', 'Name', 'Tags']);
      expect(secret.Properties.KmsKeyId).toEqual(keyArn);
      expect(secret).toMatchObject({ DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' });
    }
  });
});

describe('the log groups', () => {
  const logGroups = all('AWS::Logs::LogGroup');

  it("are kept for the stage's number of days, under its key, and go with the stack", () => {
    expect(logGroups).toHaveLength(Object.keys(resources(template, 'AWS::Lambda::Function')).length + 1);
    for (const logGroup of logGroups) {
      expect(logGroup.Properties).toMatchObject({ RetentionInDays: 30, KmsKeyId: keyArn });
      expect(logGroup.DeletionPolicy).toBe('Delete');
    }
    const retentions = Object.values(resources(changed, 'AWS::Logs::LogGroup')).map(
      ({ Properties }) => Properties.RetentionInDays,
    );
    expect(new Set(retentions)).toEqual(new Set([changedSettings.logRetentionDays]));
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

describe('the stack', () => {
  it('cannot be deleted before somebody has said so twice', () => expect(isProtected).toBe(true));
});
