import { describe, expect, it } from '@jest/globals';
import { routes } from '../../shared/contract/routes.ts';
import { functionNamed, type Resource, resources, templates } from './template.ts';

const { example: template, changed } = await templates();
const only = (type: string): Resource => {
  const found = Object.values(resources(template, type));
  expect(found).toHaveLength(1);
  return found[0] as Resource;
};
const stage = only('AWS::ApiGatewayV2::Stage');
const deployedRoutes = Object.values(resources(template, 'AWS::ApiGatewayV2::Route')).map(
  (route) => route.Properties,
);
const deployedRoute = (routeKey: string) => deployedRoutes.find((route) => route.RouteKey === routeKey);
const keyOf = ({ method, path }: { method: string; path: string }) => `${method} ${path}`;

describe('the HTTP API', () => {
  it('has exactly the routes of the contract', () => {
    const expected = Object.values(routes).map(keyOf);
    expect(deployedRoutes.map((route) => route.RouteKey).sort()).toEqual(expected.sort());
  });

  it.each(Object.values(routes))('sends $method $path to the function $name', (route) => {
    const integrationId = deployedRoute(keyOf(route)).Target['Fn::Join'][1][1].Ref;
    const integration = resources(template, 'AWS::ApiGatewayV2::Integration')[integrationId]?.Properties;
    const functionId = integration.IntegrationUri['Fn::GetAtt'][0];
    const lambda = resources(template, 'AWS::Lambda::Function')[functionId]?.Properties;
    expect(lambda).toBe(lambda && functionNamed(template, route.name));
    expect(lambda.FunctionName).toBe(`sealed-stream-example-${route.name}`);
    expect(integration).toMatchObject({ IntegrationType: 'AWS_PROXY', PayloadFormatVersion: '2.0' });
  });

  it.each(Object.values(routes).filter(({ access }) => access === 'user'))(
    'lets nobody to $method $path without a token of the identity provider',
    (route) => {
      const { AuthorizationType, AuthorizerId } = deployedRoute(keyOf(route));
      expect(AuthorizationType).toBe('JWT');
      expect(resources(template, 'AWS::ApiGatewayV2::Authorizer')).toHaveProperty(AuthorizerId.Ref);
    },
  );

  it("leaves only Stream's hook to check its caller itself", () => {
    const open = deployedRoutes.filter((route) => route.AuthorizationType !== 'JWT');
    expect(open.map((route) => route.RouteKey)).toEqual(['POST /webhooks/stream']);
    expect(open[0]?.AuthorizationType).toBe('NONE');
  });

  it('asks for no scopes, so that the gateway has no 403 of its own', () => {
    expect(deployedRoutes.filter((route) => route.AuthorizationScopes)).toEqual([]);
  });

  it("asks for the stage's issuer and audience", () => {
    expect(only('AWS::ApiGatewayV2::Authorizer').Properties).toMatchObject({
      AuthorizerType: 'JWT',
      IdentitySource: ['$request.header.Authorization'],
      JwtConfiguration: { Issuer: 'https://login.example.com', Audience: ['sealed-stream'] },
    });
  });

  it("answers browsers from the stage's origins only, and shows them Retry-After", () => {
    expect(only('AWS::ApiGatewayV2::Api').Properties.CorsConfiguration).toEqual({
      AllowOrigins: ['https://chat.example.com'],
      AllowMethods: ['GET', 'POST', 'PUT', 'DELETE'],
      AllowHeaders: ['authorization', 'content-type'],
      ExposeHeaders: ['retry-after', 'apigw-requestid'],
      MaxAge: 3600,
    });
  });

  it('has one throttle for all routes, whoever calls, and one of its own for the hook, which fails open', () => {
    expect(stage.Properties.DefaultRouteSettings).toEqual({
      ThrottlingRateLimit: 1000,
      ThrottlingBurstLimit: 500,
    });
    expect(stage.Properties.RouteSettings).toEqual({
      'POST /webhooks/stream': {
        ThrottlingRateLimit: 1000,
        ThrottlingBurstLimit: 2000,
        DetailedMetricsEnabled: true,
      },
    });
  });

  it('makes the stage after the routes it has settings for', () => {
    expect(stage.DependsOn).toEqual(
      expect.arrayContaining(Object.keys(resources(template, 'AWS::ApiGatewayV2::Route'))),
    );
  });

  it('logs each request in JSON with nothing that the caller sent', () => {
    const { Format, DestinationArn } = stage.Properties.AccessLogSettings;
    const variables = Object.values(JSON.parse(Format) as Record<string, string>);
    expect(variables).toContain('$context.requestId');
    for (const variable of variables) {
      expect(variable).toMatch(
        /^\$context\.(requestId|requestTimeEpoch|routeKey|status|error\.responseType|response(Length|Latency)|integration(Status|Latency))$/,
      );
    }
    const logGroup = resources(template, 'AWS::Logs::LogGroup')[DestinationArn['Fn::GetAtt'][0]];
    expect(logGroup?.Properties.LogGroupName).toBe('/aws/vendedlogs/sealed-stream/example/access');
  });

  it('may call each function from its own route only', () => {
    const permissions = Object.values(resources(template, 'AWS::Lambda::Permission')).filter(
      ({ Properties }) => Properties.Principal === 'apigateway.amazonaws.com',
    );
    const paths = permissions.map(({ Properties }) => Properties.SourceArn['Fn::Join'][1].at(-1));
    expect(paths.sort()).toEqual(
      Object.values(routes)
        .map(({ path }) => `/*/*${path}`)
        .sort(),
    );
  });

  it.each(Object.values({ example: template, changed }))(
    'may call a function before calls are sent there, so that no alias that is put in its place meets a refusal (%#)',
    (of) => {
      const permissions = Object.entries(resources(of, 'AWS::Lambda::Permission'));
      const integrations = Object.values(resources(of, 'AWS::ApiGatewayV2::Integration'));
      expect(integrations.length).toBe(Object.keys(routes).length);
      for (const { DependsOn, Properties } of integrations) {
        const before = permissions.filter(([id]) => DependsOn?.includes(id));
        expect(before.map(([, permission]) => permission.Properties.FunctionName)).toEqual([
          Properties.IntegrationUri,
        ]);
      }
    },
  );

  it('names its own address and that of the hook when it is deployed', () => {
    const { ApiUrl, WebhookUrl } = template.Outputs;
    if (!ApiUrl || !WebhookUrl) throw new Error('no addresses');
    expect(ApiUrl.Value['Fn::GetAtt'][1]).toBe('ApiEndpoint');
    expect(WebhookUrl.Value['Fn::Join'][1]).toEqual([ApiUrl.Value, '/webhooks/stream']);
  });
});
