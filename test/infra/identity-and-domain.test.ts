import { describe, expect, it } from '@jest/globals';
import { changedSettings } from './changed-settings.ts';
import { type Resource, resources, templates } from './template.ts';

const { example: template, changed } = await templates();
const only = (type: string): [id: string, resource: Resource] => {
  const [found, ...more] = Object.entries(resources(changed, type));
  if (!found || more.length > 0) throw new Error(`not exactly one ${type}`);
  return found;
};

describe('a user pool of the stack', () => {
  const [poolId, pool] = only('AWS::Cognito::UserPool');
  const [clientId, client] = only('AWS::Cognito::UserPoolClient');

  it('is made only when the stage asks for one', () => {
    expect(Object.values(template.Resources).filter(({ Type }) => Type.includes('Cognito'))).toEqual([]);
  });

  it('cannot be lost with the stack, or by mistake', () => {
    expect(pool).toMatchObject({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
    expect(pool.Properties.DeletionProtection).toBe('ACTIVE');
  });

  it('asks for long passwords and offers a second factor that needs no SMS', () => {
    expect(pool.Properties.Policies.PasswordPolicy).toMatchObject({
      MinimumLength: 12,
      RequireLowercase: true,
      RequireUppercase: true,
      RequireNumbers: true,
      RequireSymbols: true,
    });
    expect(pool.Properties).toMatchObject({
      MfaConfiguration: 'OPTIONAL',
      EnabledMfas: ['SOFTWARE_TOKEN_MFA'],
      AdminCreateUserConfig: { AllowAdminCreateUserOnly: true },
      AccountRecoverySetting: { RecoveryMechanisms: [{ Name: 'verified_email', Priority: 1 }] },
    });
  });

  it('signs an app without a secret in by the code flow alone', () => {
    const { callbackUrls, logoutUrls } = changedSettings.identityProvider.cognito;
    expect(client.Properties).toMatchObject({
      GenerateSecret: false,
      AllowedOAuthFlows: ['code'],
      AllowedOAuthFlowsUserPoolClient: true,
      CallbackURLs: callbackUrls,
      LogoutURLs: logoutUrls,
      PreventUserExistenceErrors: 'ENABLED',
      EnableTokenRevocation: true,
    });
    expect(only('AWS::Cognito::UserPoolDomain')[1].Properties.Domain).toBe('example-chat');
  });

  it("is the API's issuer, and the app its audience", () => {
    expect(only('AWS::ApiGatewayV2::Authorizer')[1].Properties.JwtConfiguration).toEqual({
      Issuer: { 'Fn::GetAtt': [poolId, 'ProviderURL'] },
      Audience: [{ Ref: clientId }],
    });
  });

  it('is named to whoever builds the app', () => {
    expect(changed.Outputs.Issuer?.Value).toEqual({ 'Fn::GetAtt': [poolId, 'ProviderURL'] });
    expect(changed.Outputs.UserPoolId?.Value).toEqual({ Ref: poolId });
    expect(changed.Outputs.UserPoolClientId?.Value).toEqual({ Ref: clientId });
    expect(changed.Outputs).toHaveProperty('SignInUrl');
    expect(template.Outputs).not.toHaveProperty('UserPoolId');
  });
});

describe("an address of the team's own", () => {
  it('leads to the API, by a record in the zone that is named', () => {
    const { name, certificateArn } = changedSettings.customDomain;
    const [domainId, domain] = only('AWS::ApiGatewayV2::DomainName');
    expect(domain.Properties).toMatchObject({
      DomainName: name,
      DomainNameConfigurations: [{ CertificateArn: certificateArn, SecurityPolicy: 'TLS_1_2' }],
    });
    expect(only('AWS::ApiGatewayV2::ApiMapping')[1].Properties.DomainName).toEqual({ Ref: domainId });
    expect(only('AWS::Route53::RecordSet')[1].Properties).toMatchObject({
      Name: `${name}.`,
      HostedZoneId: 'Z123',
      AliasTarget: { DNSName: { 'Fn::GetAtt': [domainId, 'RegionalDomainName'] } },
    });
    expect(changed.Outputs.ApiUrl?.Value).toBe(`https://${name}`);
  });

  it('is not made unless the stage has one', () => {
    expect(resources(template, 'AWS::ApiGatewayV2::DomainName')).toEqual({});
    expect(template.Outputs).not.toHaveProperty('ApiDomainTarget');
  });
});

describe('the template', () => {
  it('needs nothing to be looked up in an account', () => {
    const text = JSON.stringify([template, changed]);
    expect(text).not.toContain('dummy-value-for');
    expect(text).not.toContain('vpc-12345');
  });

  it("has the stage's tags on what costs money", () => {
    const tagsOf = ({ Properties }: Resource) => Properties.Tags;
    const taggable = ['AWS::DynamoDB::Table', 'AWS::Lambda::Function', 'AWS::SQS::Queue', 'AWS::KMS::Key'];
    for (const type of taggable)
      for (const resource of Object.values(resources(changed, type)))
        expect(tagsOf(resource)).toEqual(
          expect.arrayContaining([
            { Key: 'application', Value: 'sealed-stream' },
            { Key: 'stage', Value: 'example' },
            { Key: 'team', Value: 'chat' },
          ]),
        );
  });
});
