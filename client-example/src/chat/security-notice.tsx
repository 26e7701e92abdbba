import type { SecurityNotice } from '../secure-chat/errors.ts';

const WHAT: Record<SecurityNotice['kind'], string> = {
  'encryption-session-changed': 'The encryption key of this conversation was exchanged from outside.',
  'encryption-session-removed': 'The encryption of this conversation was switched off from outside.',
};

/** Why sending has stopped, and the way on. */
export const SecurityNoticeWords = ({ notice }: { notice: SecurityNotice }) => (
  <div className="security-notice" role="alert">
    <strong>Sending has stopped</strong>
    <p>
      {WHAT[notice.kind]} Somebody may be trying to read along, so nothing more is sent from this device. What
      was written before stays readable. Ask the team that runs the service.
    </p>
  </div>
);
