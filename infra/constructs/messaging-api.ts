import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import {
  CfnIntegration,
  type CfnStage,
  CorsHttpMethod,
  HttpApi,
  HttpMethod,
  HttpNoneAuthorizer,
  type HttpRoute,
  HttpStage,
  LogGroupLogDestination,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { CfnPermission, type IFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { Route } from '../../shared/contract/route.ts';
import { routes } from '../../shared/contract/routes.ts';
import type { FunctionName } from '../../shared/environment.ts';
import type { StageConfig } from '../stage-config.ts';
import { accessLogFormat } from './access-log-format.ts';
import { ApiDomain } from './api-domain.ts';

type RouteKey = keyof typeof routes;

export type MessagingApiProps = {
  config: StageConfig;
  functions: Record<FunctionName, IFunction>;
  /** Whose tokens let people in. */
  issuer: string;
  audience: string[];
  logKey: IKey;
};

/**
 * The access log's group. API Gateway has to be let in by a resource policy of CloudWatch Logs, which is limited in size;
 * names that begin with `/aws/vendedlogs/` need no entry each (Step Functions guide, "resource policy size restrictions").
 */
export const accessLogGroup = (stage: string): string => `/aws/vendedlogs/sealed-stream/${stage}/access`;

const throttle = (rate: number, burst: number) => ({
  ThrottlingRateLimit: rate,
  ThrottlingBurstLimit: burst,
});
const allowMethods = [CorsHttpMethod.GET, CorsHttpMethod.POST, CorsHttpMethod.PUT, CorsHttpMethod.DELETE];
const gatewayKey = ({ method, path }: Route): string => `${method} ${path}`;

/**
 * Has CloudFormation let the gateway call a function, or its alias, before it sends calls there. When a setting puts the alias in the
 * function's place, or takes it away, the permission is made anew beside the old one, which goes at the very end of the update; without
 * this order the gateway could for a moment call what it may not, and answer 5xx.
 */
const permitFirst = (route: HttpRoute): void => {
  const below = route.node.findAll();
  const [permission] = below.filter((node) => node instanceof CfnPermission);
  const integrations = below.filter((node) => node instanceof CfnIntegration);
  if (!permission || integrations.length === 0) throw new Error(`${route.node.path} leads to no function.`);
  for (const integration of integrations) integration.addResourceDependency(permission);
};

/** The HTTP surface: exactly the routes of `shared/contract/routes.ts`, each to the function of its name. */
export class MessagingApi extends Construct {
  readonly api: HttpApi;
  /** Where clients call: the team's own address if it has one. */
  readonly url: string;
  /** API Gateway's own address, which needs no DNS of the team's. Stream is told this one: it lets through what it cannot ask about. */
  readonly endpoint: string;
  readonly domain: ApiDomain | undefined;
  readonly routes: Record<RouteKey, HttpRoute>;

  constructor(scope: Construct, id: string, props: MessagingApiProps) {
    super(scope, id);
    this.api = this.addApi(props.config);
    this.endpoint = this.api.apiEndpoint;
    this.routes = this.addRoutes(props);
    const stage = this.addStage(props);
    const { customDomain: domain } = props.config;
    this.domain = domain && new ApiDomain(this, 'Domain', { domain, api: this.api, stage });
    this.url = this.domain?.url ?? this.endpoint;
  }

  private addApi({ stage, corsOrigins }: StageConfig): HttpApi {
    return new HttpApi(this, 'Api', {
      apiName: `sealed-stream-${stage}`,
      createDefaultStage: false,
      corsPreflight: {
        allowOrigins: corsOrigins,
        allowMethods,
        allowHeaders: ['authorization', 'content-type'],
        exposeHeaders: ['retry-after', 'apigw-requestid'],
        maxAge: Duration.hours(1),
      },
    });
  }

  private addRoutes({ functions, issuer, audience }: MessagingApiProps): Record<RouteKey, HttpRoute> {
    const ofUser = new HttpJwtAuthorizer('IdentityProvider', issuer, { jwtAudience: audience });
    const authorizers = { user: ofUser, 'stream-signature': new HttpNoneAuthorizer() };
    const added = Object.entries(routes).map(([key, { name, method, path, access }]) => {
      const integration = new HttpLambdaIntegration(`${key}Integration`, functions[name]);
      const methods = [HttpMethod[method]];
      const [route] = this.api.addRoutes({ path, methods, integration, authorizer: authorizers[access] });
      if (route) permitFirst(route);
      return [key, route];
    });
    return Object.fromEntries(added);
  }

  private addStage({ config, logKey }: MessagingApiProps): HttpStage {
    const { rate, burst, webhookRate, webhookBurst } = config.throttling;
    const stage = new HttpStage(this, 'Stage', {
      httpApi: this.api,
      stageName: '$default',
      autoDeploy: true,
      throttle: { rateLimit: rate, burstLimit: burst },
      accessLogSettings: {
        destination: new LogGroupLogDestination(this.addAccessLog(config, logKey)),
        format: accessLogFormat,
      },
    });
    (stage.node.defaultChild as CfnStage).routeSettings = {
      // The alarm on the hook's time needs the route's own metrics.
      [gatewayKey(routes.streamWebhook)]: {
        ...throttle(webhookRate, webhookBurst),
        DetailedMetricsEnabled: true,
      },
    };
    // The gateway refuses settings of a route that is not there yet.
    stage.node.addDependency(...Object.values(this.routes));
    return stage;
  }

  private addAccessLog({ stage, logRetentionDays }: StageConfig, encryptionKey: IKey): LogGroup {
    return new LogGroup(this, 'AccessLog', {
      logGroupName: accessLogGroup(stage),
      retention: logRetentionDays,
      encryptionKey,
      removalPolicy: RemovalPolicy.DESTROY,
    });
  }
}
