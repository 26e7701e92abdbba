/** A problem the operator can mend. Its message is for them to read and holds nothing secret. */
export class OperatorError extends Error {
  override readonly name = 'OperatorError';
}
