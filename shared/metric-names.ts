/** CloudWatch's name for all that the functions measure. */
export const NAMESPACE = 'SealedStream';

/** Every metric there is: its unit and, beside the stage, what it is told apart by. */
export const METRICS = {
  /** Of each request that reached a function. */
  RequestLatency: { unit: 'Milliseconds', by: 'route' },
  /** Each answer that is an error, the caller's or ours. */
  RequestErrors: { unit: 'Count', by: 'errorType' },
  /** Those of them that are not the caller's: a status of 500 and above. */
  ServerErrors: { unit: 'Count', by: 'route' },
  /** Messages the hook was asked about, and those it refused. The sweeper counts 0 of the first, so that it is there before any. */
  HookEvaluated: { unit: 'Count' },
  HookRefused: { unit: 'Count', by: 'refusal' },
  /** Of each message for an encrypted channel: 1 when the hook refused it, 0 when not. Its average is the share refused. */
  HookRefusals: { unit: 'Count' },
  /** Of each message for a type that is always encrypted: 1 when Stream gave the hook nothing of the channel's own data, 0 when it did. */
  HookWithoutChannelData: { unit: 'Count' },
  /** Of each call that carries a signature: 1 when what came could not be held against it, so that the message was refused. */
  HookUnverified: { unit: 'Count' },
  /** Of each call that Stream signed: from the gateway's door to the answer, a cold start included. */
  HookLatency: { unit: 'Milliseconds' },
  /** Messages that Stream let through because the hook did not answer it. */
  HookFailedOpen: { unit: 'Count' },
  /** Requests whose log line names no caller, because the key of the hash could not be read. */
  CallersUnnamed: { unit: 'Count' },
  SignupNew: { unit: 'Count' },
  ChallengeSent: { unit: 'Count' },
  /** Refusals of a code because all of the day are used up, of the stage or of a country calling code. */
  CodesUsedUp: { unit: 'Count' },
  EnrollNew: { unit: 'Count' },
  /** Reports of messages, each once. */
  ReportNew: { unit: 'Count' },
  /** Codes that the key storage did not send. */
  SsksFailed: { unit: 'Count', by: 'errorType' },
  /** What became of each event on the sweeper's queue. */
  SweeperEvents: { unit: 'Count', by: 'outcome' },
  /** Those of each batch that could not be read: 0, mostly. */
  EventsUnreadable: { unit: 'Count' },
  /** New messages of each batch, not older than a few minutes: the hook was asked about every one of them, or was passed by. */
  NewMessagesSeen: { unit: 'Count' },
  /** Messages deleted, by the sweeper or the reconciler. */
  MessagesSwept: { unit: 'Count', by: 'refusal' },
  /** Ciphertext that may not stand and stays all the same: too much of it was deleted on one day. */
  SweepsHeldBack: { unit: 'Count', by: 'refusal' },
  /** Whether something is still to be done at Stream's settings, each time that it was tried. */
  StreamSetupPending: { unit: 'Count' },
  ReconcilerRuns: { unit: 'Count', by: 'outcome' },
  ReconcilerMessages: { unit: 'Count' },
  /** How far back the time lies up to which everything was looked at. */
  ReconcilerLag: { unit: 'Seconds' },
  /** Each time that the erasures due were looked after. */
  ErasureRuns: { unit: 'Count', by: 'outcome' },
  ErasuresCompleted: { unit: 'Count' },
  /** For how long an erasure has been due that is not complete: of the one due first; 0 when all are. */
  ErasureLag: { unit: 'Seconds' },
  /** Attempts at DynamoDB that it turned away for there being too many, and those that it failed or did not answer. */
  TableThrottled: { unit: 'Count' },
  TableFailed: { unit: 'Count' },
} as const;

export type MetricName = keyof typeof METRICS;
type PartOf<Metric> = Metric extends { by: infer By } ? By : never;
/** What the parts of a metric differ in. */
export type MetricPart = PartOf<(typeof METRICS)[MetricName]>;
/** The metrics that have parts. */
export type PartedMetric = {
  [Name in MetricName]: (typeof METRICS)[Name] extends { by: string } ? Name : never;
}[MetricName];
