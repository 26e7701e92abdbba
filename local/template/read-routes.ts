import type { CorsSpec, JwtAuthorizerSpec, LambdaSpec, RouteSpec, Throttle } from './deployment.ts';
import type { Resolver } from './resolver.ts';

type Settings = { ThrottlingRateLimit?: number; ThrottlingBurstLimit?: number };

/** The routes of the template's HTTP API. Throws for what the local gateway cannot act out, naming the resource. */
export const readRoutes = (resolver: Resolver, functions: LambdaSpec[]): RouteSpec[] =>
  resolver.ofType('AWS::ApiGatewayV2::Route').map(([id]) => {
    const routeKey = resolver.property(id, 'RouteKey') as string;
    const [method = '', path = ''] = routeKey === '$default' ? ['ANY', '$default'] : routeKey.split(' ');
    return {
      method,
      path,
      functionName: readTarget(resolver, id, functions),
      authorizer: readAuthorizer(resolver, id),
      throttle: readRouteThrottle(resolver, routeKey),
    };
  });

const readTarget = (resolver: Resolver, id: string, functions: LambdaSpec[]) => {
  const integration = (resolver.property(id, 'Target') as string).replace('integrations/', '');
  const version = resolver.property(integration, 'PayloadFormatVersion');
  if (version !== '2.0') throw new Error(`Template: ${integration}.PayloadFormatVersion must be 2.0`);
  const uri = resolver.property(integration, 'IntegrationUri') as string;
  const target = functions.find(({ arn }) => uri === arn || uri.startsWith(`${arn}:`));
  if (!target) throw new Error(`Template: ${integration}.IntegrationUri names no function with bundled code`);
  return target.name;
};

const readAuthorizer = (resolver: Resolver, id: string): JwtAuthorizerSpec | null => {
  const type = resolver.property(id, 'AuthorizationType') ?? 'NONE';
  if (type === 'NONE') return null;
  const authorizer = resolver.property(id, 'AuthorizerId') as string;
  const source = resolver.property(authorizer, 'IdentitySource') as string[] | undefined;
  if (type !== 'JWT' || source?.length !== 1 || source[0] !== '$request.header.Authorization') {
    throw new Error(`Template: ${id} must have a JWT authorizer that reads the Authorization header`);
  }
  const jwt = resolver.property(authorizer, 'JwtConfiguration') as { Issuer: string; Audience: string[] };
  const scopes = (resolver.property(id, 'AuthorizationScopes') as string[] | undefined) ?? [];
  return { issuer: jwt.Issuer, audience: jwt.Audience, scopes };
};

/** Limits of the `$default` stage for all routes. Throws when the API has another stage: its name would be in the path. */
export const readStageThrottle = (resolver: Resolver): Throttle | null => {
  const [id] = defaultStage(resolver);
  return id ? toThrottle(resolver.property(id, 'DefaultRouteSettings') as Settings | undefined) : null;
};

const readRouteThrottle = (resolver: Resolver, routeKey: string) => {
  const [id] = defaultStage(resolver);
  const settings = id
    ? (resolver.property(id, 'RouteSettings') as Record<string, Settings> | undefined)
    : undefined;
  return toThrottle(settings?.[routeKey]);
};

const defaultStage = (resolver: Resolver) => {
  const [stage, ...others] = resolver.ofType('AWS::ApiGatewayV2::Stage');
  if (stage && (others.length || resolver.property(stage[0], 'StageName') !== '$default')) {
    throw new Error(`Template: ${stage[0]} must be the only stage and be named $default`);
  }
  return stage ?? [];
};

const toThrottle = (settings: Settings | undefined): Throttle | null =>
  settings?.ThrottlingRateLimit === undefined
    ? null
    : {
        rate: settings.ThrottlingRateLimit,
        burst: settings.ThrottlingBurstLimit ?? settings.ThrottlingRateLimit,
      };

/** The API's CORS settings, or null when it has none. */
export const readCors = (resolver: Resolver): CorsSpec | null => {
  const [api] = resolver.ofType('AWS::ApiGatewayV2::Api');
  const cors = api && (resolver.property(api[0], 'CorsConfiguration') as Record<string, unknown> | undefined);
  if (!cors) return null;
  const list = (name: string) => (cors[name] as string[] | undefined) ?? [];
  return {
    allowOrigins: list('AllowOrigins'),
    allowHeaders: list('AllowHeaders'),
    allowMethods: list('AllowMethods'),
    exposeHeaders: list('ExposeHeaders'),
    allowCredentials: cors.AllowCredentials === true,
    ...(cors.MaxAge !== undefined && { maxAge: Number(cors.MaxAge) }),
  };
};
