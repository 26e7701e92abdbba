import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exportJWK, exportSPKI, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import { type GatewayOptions, startGateway } from '../../local/gateway/start-gateway.ts';
import { listen } from '../../local/platform/serve.ts';
import { readDeployment } from '../../local/template/read-deployment.ts';

export const AUDIENCE = 'sealed-stream';

export type TestFunction = {
  /** Body of `index.mjs`. */
  code: string;
  timeout?: number;
  memory?: number;
  environment?: Record<string, unknown>;
  /** Default: `ANY /<name>`, without an authorizer. */
  routeKey?: string;
  jwt?: boolean | { scopes: string[] };
};

export type TestStack = {
  functions: Record<string, TestFunction>;
  cors?: Record<string, unknown>;
  stageSettings?: Record<string, unknown>;
  routeSettings?: Record<string, unknown>;
  extraResources?: Record<string, unknown>;
};

/** Writes what `cdk synth` would write for these functions, in a temporary folder. */
export const writeAssembly = (stack: TestStack) => {
  const dir = mkdtempSync(join(tmpdir(), 'sealed-stream-assembly-'));
  const names = Object.keys(stack.functions);
  const write = (file: string, value: unknown) => writeFileSync(join(dir, file), JSON.stringify(value));
  write('manifest.json', {
    artifacts: {
      'Test.assets': { type: 'cdk:asset-manifest', properties: { file: 'Test.assets.json' } },
      'SealedStream-test': {
        type: 'aws:cloudformation:stack',
        environment: 'aws://unknown-account/eu-west-3',
        properties: { templateFile: 'Test.template.json' },
      },
    },
  });
  const files = names.map((name) => [
    name,
    { source: { path: `asset.${name}` }, destinations: { here: { objectKey: `${name}.zip` } } },
  ]);
  write('Test.assets.json', { files: Object.fromEntries(files) });
  write('Test.template.json', { Resources: resources(stack) });
  for (const [name, { code }] of Object.entries(stack.functions)) {
    mkdirSync(join(dir, `asset.${name}`));
    writeFileSync(join(dir, `asset.${name}`, 'index.mjs'), code);
  }
  return { dir, remove: () => rmSync(dir, { recursive: true, force: true }) };
};

const resources = (stack: TestStack) => ({
  Api: { Type: 'AWS::ApiGatewayV2::Api', Properties: { CorsConfiguration: stack.cors } },
  Stage: {
    Type: 'AWS::ApiGatewayV2::Stage',
    Properties: {
      StageName: '$default',
      DefaultRouteSettings: stack.stageSettings,
      RouteSettings: stack.routeSettings,
    },
  },
  Authorizer: {
    Type: 'AWS::ApiGatewayV2::Authorizer',
    Properties: {
      AuthorizerType: 'JWT',
      IdentitySource: ['$request.header.Authorization'],
      JwtConfiguration: { Issuer: 'https://issuer.example', Audience: [AUDIENCE] },
    },
  },
  ...Object.assign({}, ...Object.entries(stack.functions).map(functionResources)),
  ...stack.extraResources,
});

const functionResources = ([name, spec]: [string, TestFunction]) => ({
  [`${name}Function`]: {
    Type: 'AWS::Lambda::Function',
    Properties: {
      FunctionName: `sealed-stream-test-${name}`,
      Code: { S3Bucket: { 'Fn::Join': ['-', ['assets', { Ref: 'AWS::AccountId' }]] }, S3Key: `${name}.zip` },
      Handler: 'index.handler',
      Timeout: spec.timeout ?? 3,
      MemorySize: spec.memory ?? 256,
      Environment: { Variables: spec.environment },
    },
  },
  [`${name}Integration`]: {
    Type: 'AWS::ApiGatewayV2::Integration',
    Properties: {
      IntegrationUri: { 'Fn::GetAtt': [`${name}Function`, 'Arn'] },
      PayloadFormatVersion: '2.0',
    },
  },
  [`${name}Route`]: {
    Type: 'AWS::ApiGatewayV2::Route',
    Properties: {
      RouteKey: spec.routeKey ?? `ANY /${name}`,
      Target: { 'Fn::Join': ['', ['integrations/', { Ref: `${name}Integration` }]] },
      ...(spec.jwt && { AuthorizationType: 'JWT', AuthorizerId: { Ref: 'Authorizer' } }),
      ...(typeof spec.jwt === 'object' && { AuthorizationScopes: spec.jwt.scopes }),
    },
  },
});

/** A gateway over such a stack, with its logs in the same temporary folder. */
export const startTestGateway = async (stack: TestStack, options: Partial<GatewayOptions> = {}) => {
  const assembly = writeAssembly(stack);
  const logDir = join(assembly.dir, 'logs');
  const lines: string[] = [];
  const gateway = await startGateway({
    port: 0,
    deployment: readDeployment(assembly.dir),
    logDir,
    processEnvironment: {},
    onLine: (line) => lines.push(line),
    ...options,
  });
  const close = async () => {
    await gateway.close();
    assembly.remove();
  };
  return { gateway, url: gateway.url, logDir, lines, close };
};

/** An OIDC issuer of two documents, and the tokens an honest or a dishonest one might hand out. */
export const startIssuer = async () => {
  const { privateKey, publicKey } = await generateKeyPair('RS256', { extractable: true });
  const curve = await generateKeyPair('ES256');
  const keys = [
    { ...(await exportJWK(publicKey)), kid: 'one', alg: 'RS256', use: 'sig' },
    { ...(await exportJWK(curve.publicKey)), kid: 'curve', alg: 'ES256', use: 'sig' },
  ];
  const server = createServer((request, response) => {
    const document = request.url?.endsWith('/jwks') ? { keys } : { issuer: url, jwks_uri: `${url}/jwks` };
    response.setHeader('content-type', 'application/json').end(JSON.stringify(document));
  });
  const { url, close } = await listen(server, 0);
  const now = () => Math.floor(Date.now() / 1000);
  const honest = (): JWTPayload => ({
    iss: url,
    aud: AUDIENCE,
    sub: 'alice',
    iat: now(),
    exp: now() + 60,
  });
  /** Claims set to undefined are left out. */
  const token = (claims: JWTPayload = {}, header: Record<string, unknown> = {}, key = privateKey) =>
    new SignJWT(JSON.parse(JSON.stringify({ ...honest(), ...claims })))
      .setProtectedHeader({ alg: 'RS256', kid: 'one', ...header })
      .sign(key);
  return {
    url,
    close,
    token,
    honest,
    now,
    curveKey: curve.privateKey,
    publicPem: await exportSPKI(publicKey),
  };
};
