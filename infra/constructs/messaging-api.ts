import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import {
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
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { type Route, routes } from '../../shared/contract/routes.ts';
import type { FunctionName } from '../../shared/environment.ts';
import type { StageConfig } from '../stage-config.ts';
import { accessLogFormat } from './access-log-format.ts';

type RouteKey = keyof typeof routes;

export type MessagingApiProps = {
  config: StageConfig;
  functions: Record<FunctionName, IFunction>;
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

/** The HTTP surface: exactly the routes of `shared/contract/routes.ts`, each to the function of its name. */
export class MessagingApi extends Construct {
  readonly url: string;
  readonly routes: Record<RouteKey, HttpRoute>;
  private readonly api: HttpApi;

  constructor(scope: Construct, id: string, props: MessagingApiProps) {
    super(scope, id);
    this.api = this.addApi(props.config);
    this.url = this.api.apiEndpoint;
    this.routes = this.addRoutes(props);
    this.addStage(props);
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

  private addRoutes({ config, functions }: MessagingApiProps): Record<RouteKey, HttpRoute> {
    const { issuer, audience } = config.identityProvider;
    const ofUser = new HttpJwtAuthorizer('IdentityProvider', issuer, { jwtAudience: audience });
    const authorizers = { user: ofUser, 'stream-signature': new HttpNoneAuthorizer() };
    const added = Object.entries(routes).map(([key, { name, method, path, access }]) => {
      const integration = new HttpLambdaIntegration(`${key}Integration`, functions[name]);
      const methods = [HttpMethod[method]];
      return [key, this.api.addRoutes({ path, methods, integration, authorizer: authorizers[access] })[0]];
    });
    return Object.fromEntries(added);
  }

  private addStage({ config, logKey }: MessagingApiProps): void {
    const { rate, burst, challengeRate, challengeBurst, webhookRate, webhookBurst } = config.throttling;
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
      [gatewayKey(routes.challenge)]: throttle(challengeRate, challengeBurst),
      [gatewayKey(routes.streamWebhook)]: throttle(webhookRate, webhookBurst),
    };
    // The gateway refuses settings of a route that is not there yet.
    stage.node.addDependency(...Object.values(this.routes));
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
