/** DynamoDB guide, "Error handling": turned away because there are too many. */
const THROTTLED = new Set([
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'ThrottlingException',
]);

/** Whether an error of this name says that DynamoDB turned a call away for there being too many. */
export const isThrottling = (errorName: string): boolean => THROTTLED.has(errorName);
