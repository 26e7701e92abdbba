import type { Outcome } from '../lambda/outcome.ts';
import type { CustomResourceSpec } from '../template/deployment.ts';

/** What CloudFormation remembers of a custom resource. */
export type KnownResource = { physicalId: string; properties: Record<string, unknown> };
export type KnownResources = Record<string, KnownResource>;

type Invoke = (functionName: string, event: string) => Promise<Outcome>;

type Request = {
  RequestType: 'Create' | 'Update' | 'Delete';
  PhysicalResourceId?: string;
  OldResourceProperties?: Record<string, unknown>;
};

/** The handler's answer, as the Provider framework reads it. */
export type ResourceAnswer = { PhysicalResourceId?: string; Data?: Record<string, string> };

/**
 * Does with a custom resource what a deployment does: creates one that is new, else updates it. Answers what the handler
 * said and what to remember. Throws the handler's reason when it fails; then the deployment failed, and nothing is remembered.
 *
 * Unlike CloudFormation it updates a resource also when its properties are those of last time, since on this machine the
 * addresses behind them change with each start.
 */
export const deployResource = async (
  invoke: Invoke,
  resource: CustomResourceSpec,
  known: KnownResource | undefined,
): Promise<{ answer: ResourceAnswer; known: KnownResource }> => {
  const request: Request = known
    ? { RequestType: 'Update', PhysicalResourceId: known.physicalId, OldResourceProperties: known.properties }
    : { RequestType: 'Create' };
  const answer = await send(invoke, resource, request);
  const physicalId = answer.PhysicalResourceId ?? known?.physicalId ?? resource.logicalId;
  return { answer, known: { physicalId, properties: resource.properties } };
};

/** Whether a deployment would leave the resource alone: CloudFormation changes one only when its properties are others. */
export const isUnchanged = (resource: CustomResourceSpec, known: KnownResource | undefined): boolean =>
  known !== undefined && JSON.stringify(resource.properties) === JSON.stringify(known.properties);

/** Has the handler delete what the resource stands for. Throws its reason when it fails. */
export const deleteResource = (
  invoke: Invoke,
  resource: CustomResourceSpec,
  { physicalId }: KnownResource,
): Promise<ResourceAnswer> =>
  send(invoke, resource, { RequestType: 'Delete', PhysicalResourceId: physicalId });

const send = async (
  invoke: Invoke,
  { logicalId, type, functionName, properties }: CustomResourceSpec,
  request: Request,
): Promise<ResourceAnswer> => {
  const event = {
    ...request,
    LogicalResourceId: logicalId,
    ResourceType: type,
    ResourceProperties: properties,
  };
  const outcome = await invoke(functionName, JSON.stringify(event));
  if (!outcome.ok)
    throw new Error(`${request.RequestType} of ${logicalId} failed: ${outcome.error.errorMessage}`);
  return (JSON.parse(outcome.payload) ?? {}) as ResourceAnswer;
};
