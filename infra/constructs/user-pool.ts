import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import {
  AccountRecovery,
  FeaturePlan,
  Mfa,
  OAuthScope,
  StandardThreatProtectionMode,
  UserPool,
  type UserPoolClient,
  UserPoolClientIdentityProvider,
  type UserPoolDomain,
} from 'aws-cdk-lib/aws-cognito';
import { Construct } from 'constructs';
import type { IdentityProvider } from '../stage-parts.ts';

export type UserPoolSettings = Extract<IdentityProvider, { cognito: unknown }>['cognito'];

const PASSWORD_POLICY = {
  minLength: 12,
  requireDigits: true,
  requireLowercase: true,
  requireUppercase: true,
  requireSymbols: true,
  tempPasswordValidity: Duration.days(3),
};

/**
 * An identity provider of the stack's own: people by e-mail address, and one app without a secret that signs them in on
 * Cognito's pages by the code flow with PKCE. The pool outlives the stack: who is in it owns what they wrote.
 */
export class IdentityPool extends Construct {
  readonly pool: UserPool;
  readonly client: UserPoolClient;
  readonly domain: UserPoolDomain;

  constructor(scope: Construct, id: string, stage: string, settings: UserPoolSettings) {
    super(scope, id);
    const { domainPrefix, selfSignUp, threatProtection } = settings;
    this.pool = new UserPool(this, 'Pool', {
      userPoolName: `sealed-stream-${stage}`,
      selfSignUpEnabled: selfSignUp,
      signInAliases: { email: true },
      autoVerify: { email: true },
      accountRecovery: AccountRecovery.EMAIL_ONLY,
      keepOriginal: { email: true },
      passwordPolicy: PASSWORD_POLICY,
      mfa: Mfa.OPTIONAL,
      // Codes by SMS would need a role and a spending limit at SNS.
      mfaSecondFactor: { sms: false, otp: true },
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
      ...(threatProtection && {
        featurePlan: FeaturePlan.PLUS,
        standardThreatProtectionMode: StandardThreatProtectionMode.FULL_FUNCTION,
      }),
    });
    this.domain = this.pool.addDomain('Domain', { cognitoDomain: { domainPrefix } });
    this.client = this.addClient(stage, settings);
  }

  private addClient(stage: string, { callbackUrls, logoutUrls }: UserPoolSettings): UserPoolClient {
    return this.pool.addClient('Client', {
      userPoolClientName: `sealed-stream-${stage}`,
      generateSecret: false,
      supportedIdentityProviders: [UserPoolClientIdentityProvider.COGNITO],
      authFlows: {},
      oAuth: {
        flows: { authorizationCodeGrant: true },
        scopes: [OAuthScope.OPENID, OAuthScope.EMAIL, OAuthScope.PROFILE],
        callbackUrls,
        logoutUrls,
      },
      preventUserExistenceErrors: true,
      enableTokenRevocation: true,
      accessTokenValidity: Duration.hours(1),
      idTokenValidity: Duration.hours(1),
      refreshTokenValidity: Duration.days(30),
    });
  }
}
