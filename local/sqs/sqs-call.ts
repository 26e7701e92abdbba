/** Asks the stand-in for SQS (its JSON protocol). Throws with its answer when it refuses. */
export const sqsCall = async <Answer>(
  url: string,
  operation: string,
  input: object,
  signal?: AbortSignal,
): Promise<Answer> => {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': `AmazonSQS.${operation}` },
    body: JSON.stringify(input),
    ...(signal && { signal }),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${operation} was refused: ${text}`);
  return (text === '' ? {} : JSON.parse(text)) as Answer;
};
