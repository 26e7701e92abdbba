export type LambdaSpec = {
  /** Folder in `functions/`, for example `token`: the deployed name without stack and stage. */
  name: string;
  /** The name it is deployed under. */
  functionName: string;
  arn: string;
  /** Absolute path of the bundled code. */
  codeDir: string;
  handler: string;
  timeoutSeconds: number;
  memoryMb: number;
  environment: Record<string, string>;
};

export type Throttle = {
  /** Requests a second in the long run. */
  rate: number;
  /** Requests at once. */
  burst: number;
};

export type JwtAuthorizerSpec = {
  issuer: string;
  audience: string[];
  /** The token must have one of these; empty when the route asks for none. */
  scopes: string[];
};

export type RouteSpec = {
  method: string;
  path: string;
  /** A {@link LambdaSpec}'s `name`. */
  functionName: string;
  authorizer: JwtAuthorizerSpec | null;
  /** The route's own limit, in place of the stage's. */
  throttle: Throttle | null;
};

export type KeyAttribute = { AttributeName: string; KeyType: 'HASH' | 'RANGE' };
export type AttributeDefinition = { AttributeName: string; AttributeType: 'S' | 'N' | 'B' };
export type SecondaryIndex = {
  IndexName: string;
  KeySchema: KeyAttribute[];
  Projection: { ProjectionType?: 'ALL' | 'KEYS_ONLY' | 'INCLUDE'; NonKeyAttributes?: string[] };
};

/** What `CreateTable` needs; schema and indexes are in its own words. */
export type TableSpec = {
  logicalId: string;
  name: string;
  keySchema: KeyAttribute[];
  attributeDefinitions: AttributeDefinition[];
  globalSecondaryIndexes: SecondaryIndex[];
  localSecondaryIndexes: SecondaryIndex[];
  timeToLiveAttribute: string | null;
};

export type SecretSpec = {
  logicalId: string;
  /** Last part of the secret's name, for example `stream`. */
  name: string;
  arn: string;
};

export type CorsSpec = {
  allowOrigins: string[];
  allowHeaders: string[];
  allowMethods: string[];
  exposeHeaders: string[];
  allowCredentials: boolean;
  /** Seconds. */
  maxAge?: number;
};

export type QueueSpec = {
  name: string;
  url: string;
  arn: string;
  visibilitySeconds: number;
  maxMessageBytes: number;
  /** Where a message goes that was received so often without being deleted. */
  deadLetters: { arn: string; maxReceiveCount: number } | null;
};

/** A queue that Lambda reads for a function. */
export type EventSourceSpec = {
  /** A {@link LambdaSpec}'s `name`. */
  functionName: string;
  queueArn: string;
  batchSize: number;
  batchWindowSeconds: number;
  /** Whether the function names the messages of a batch that are to be tried again. */
  reportsFailures: boolean;
};

/** A function that a clock calls. */
export type ScheduleSpec = {
  /** A {@link LambdaSpec}'s `name`. */
  functionName: string;
  everyMinutes: number;
  /** As JSON text. */
  event: string;
};

/** A custom resource behind the Provider framework of AWS CDK. */
export type CustomResourceSpec = {
  logicalId: string;
  type: string;
  /** The {@link LambdaSpec} that handles it. */
  functionName: string;
  properties: Record<string, unknown>;
};

/** What a synthesized template deploys, as far as one machine can act it out. */
export type Deployment = {
  region: string;
  accountId: string;
  apiId: string;
  /** API Gateway's own address of the API. */
  apiEndpoint: string;
  functions: LambdaSpec[];
  routes: RouteSpec[];
  tables: TableSpec[];
  secrets: SecretSpec[];
  queues: QueueSpec[];
  eventSources: EventSourceSpec[];
  customResources: CustomResourceSpec[];
  schedules: ScheduleSpec[];
  cors: CorsSpec | null;
  /** The stage's limit, shared by all routes without one of their own. */
  throttle: Throttle | null;
};
