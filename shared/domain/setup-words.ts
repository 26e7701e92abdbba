/** How a run ended. */
export type SetupOutcome =
  | {
      status: 'configured' | 'restored';
      /** What Stream took and did not show while it was waited for. */
      unseen: readonly string[];
    }
  | { status: 'waiting for secrets' | 'nothing to do' }
  | { status: 'not configured' | 'not restored'; reason: string };

type About = { stage: string; at: Date };

/** An outcome in words that stay true: each says of when it is, and how to learn how it stands now. */
export const wordsFor = (outcome: SetupOutcome, { stage, at }: About): string => {
  const when = `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  const now = `How it stands now: npm run doctor -- --stage ${stage}`;
  switch (outcome.status) {
    case 'configured':
      return `${when}: Stream is set up.${unseenIn(outcome.unseen)} ${now}`;
    case 'restored':
      return `${when}: Stream is as it was.${unseenIn(outcome.unseen)}`;
    case 'waiting for secrets':
      return `${when}: waiting for secrets. Next: npm run secrets -- --stage ${stage}, which also sets Stream up. ${now}`;
    case 'nothing to do':
      return `${when}: nothing was left to do.`;
    case 'not configured':
      return `${when}: NOT SET UP. ${outcome.reason} It is tried again every quarter of an hour; at once: npm run admin -- configure-stream --stage ${stage}`;
    case 'not restored':
      return `${when}: NOT PUT BACK. ${outcome.reason} What Stream had before is kept in the table of channels. When the cause is gone: npm run admin -- restore-stream --stage ${stage}`;
  }
};

const unseenIn = (names: readonly string[]): string =>
  names.length === 0 ? '' : ` It took all, and does not show yet: ${names.join(', ')}.`;
