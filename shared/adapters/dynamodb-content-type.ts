/**
 * Whether an answer of this content type is DynamoDB's (DynamoDB guide, "DynamoDB low-level API"). JSON of somebody in between, taken for DynamoDB's, would say that
 * there is no such item.
 */
export const isOfDynamodb = (contentType: string | undefined): boolean =>
  contentType?.startsWith('application/x-amz-json-') === true;
