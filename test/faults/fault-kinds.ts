export type Service = 'dynamodb' | 'secrets' | 'stream' | 'ssks' | 'sns';

/** Stands in everything that the faults answer, and must come out nowhere. */
export const UPSTREAM_WORDS = 'UPSTREAM-WORDS';

/** What may become of a call. `done`: the service does what was asked all the same, and only its answer suffers. */
export type FaultKind = { name: FaultName; done: boolean; says: string };
export type FaultName = (typeof FAULTS)[number]['name'];

export const FAULTS = [
  { name: 'timeout', done: false, says: 'no answer ever comes' },
  { name: 'reset', done: false, says: 'the connection is reset before anything is done' },
  { name: '500', done: false, says: 'the service says that it failed' },
  { name: 'throttle', done: false, says: 'the service turns the call away for too many calls' },
  { name: 'gateway', done: false, says: 'a gateway in between answers 502 with a page of HTML' },
  { name: 'not JSON', done: true, says: 'it is done, and the answer is 200 and a page of HTML' },
  {
    name: 'other JSON',
    done: false,
    says: 'nothing is done, and somebody in between answers 200 and JSON of another shape',
  },
  { name: 'cut off', done: true, says: 'it is done, and the answer ends before its content-length' },
  {
    name: 'slow drip',
    done: true,
    says: 'it is done, and the answer comes a byte at a time, and never whole',
  },
  { name: 'lost', done: true, says: 'it is done, and the answer is lost' },
] as const;

/** Those that may also stay, from one call on, for as long as the request lasts: the others show nothing new then. */
export const STAYING: readonly FaultName[] = ['timeout', '500', 'throttle', 'lost'];

type Refusal = { status: number; headers: Record<string, string>; body: string };

/** The services' own forms of an error (DynamoDB guide, "Error handling"; stream.md section 3; seald.md section 9). */
export const refusalOf = (service: Service, fault: '500' | 'throttle'): Refusal => {
  const isThrottle = fault === 'throttle';
  const json = (status: number, body: object, headers = {}) => ({
    status,
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  switch (service) {
    case 'dynamodb':
    case 'secrets':
      return json(isThrottle ? 400 : 500, {
        __type: `com.amazonaws.${service}#${isThrottle ? 'ThrottlingException' : 'InternalServerError'}`,
        message: UPSTREAM_WORDS,
      });
    case 'stream':
      return isThrottle
        ? json(429, { code: 9, message: UPSTREAM_WORDS, StatusCode: 429 }, { 'x-ratelimit-remaining': '5' })
        : json(500, { code: -1, message: UPSTREAM_WORDS, StatusCode: 500 });
    case 'ssks':
      return json(isThrottle ? 429 : 500, { detail: UPSTREAM_WORDS });
    case 'sns':
      return {
        status: isThrottle ? 400 : 500,
        headers: { 'content-type': 'text/xml' },
        body: UPSTREAM_WORDS,
      };
  }
};
