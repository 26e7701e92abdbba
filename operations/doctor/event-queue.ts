/** Why a check cannot say anything of a queue. */
export const QUEUE_UNKNOWN = 'the address of the queue is not known: it is an output of the stack';

/** The queue's name, which AWS chose: the end of its address. */
export const queueNameOf = (url: string): string => url.split('/').pop() ?? url;

/** The region in an address such as `https://sqs.eu-west-1.amazonaws.com/123456789012/name`; null for one of another form. */
export const queueRegionOf = (url: string): string | null =>
  /^(?:sqs\.)?([a-z]{2,}(?:-[a-z]+)+-\d)\./.exec(URL.parse(url)?.hostname ?? '')?.[1] ?? null;
