import { Tags } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** Cost allocation tags: they show up in the bill once they are activated there (Billing, "Cost allocation tags"). */
export const STAGE_TAG = 'sealed-stream:stage';
const COMPONENT_TAG = 'sealed-stream:component';

/** Marks all below. A dashboard takes tags in some regions only, and the bill does not tell dashboards apart: it gets none. */
export const addTag = (scope: IConstruct, key: string, value: string): void =>
  Tags.of(scope).add(key, value, { excludeResourceTypes: ['AWS::CloudWatch::Dashboard'] });

/** Marks all below as the stage's. AWS takes tags on most of it; what takes none stays as it is. */
export const tagStage = (scope: IConstruct, stage: string): void => addTag(scope, STAGE_TAG, stage);

/** Marks all below as one part of the product, such as `hook`. The innermost wins. */
export const tagComponent = (scope: IConstruct, component: string): void =>
  addTag(scope, COMPONENT_TAG, component);
