import type { Invitation } from './encryption.ts';
import type { Keeping } from './keeping.ts';

/** What this user has not said yes to; nothing is started, asked, read or told on its behalf. */
export const invitationOf = ({ stream }: Keeping): Invitation | null => {
  const by = stream.invitedBy();
  return by === null ? null : { by };
};

export const isAsleep = ({ stream }: Keeping): boolean => stream.invitedBy() !== null;

/** Accepts an invitation; nothing when it is none. Throws `MessagingApiError`. */
export const accept = async (keeping: Keeping): Promise<void> => {
  if (!isAsleep(keeping)) return;
  await keeping.registry.acceptInvitation();
  keeping.stream.noteAccepted();
};
