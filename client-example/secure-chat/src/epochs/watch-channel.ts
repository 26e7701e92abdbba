import type { InTurn } from '../platform/in-turn.ts';
import type { Timer } from '../platform/timer.ts';
import { catchUp, isNameWrong } from './catch-up.ts';
import type { StreamChange } from './channel-at-stream.ts';
import { nextMembers, rankDelay } from './due.ts';
import { dueFacts, hasWork, makeDue } from './due-epochs.ts';
import { invitationOf, isAsleep } from './invitation.ts';
import { type Keeping, NEVER, trustedOf } from './keeping.ts';
import { forgetGone } from './let-in.ts';

export type ChannelWatch = {
  /** Asks the registry in the background, unless that was done since the opening and the last lost connection. */
  catchUpSoon: () => void;
  /** Somebody looks at the channel: the registry is asked, as `catchUpSoon` does, now and after each lost connection. Answers how to stop. */
  attend: () => () => void;
  /** Sees to it that an epoch which is due is started by somebody, and at the latest before this device sends. */
  lookForDue: () => void;
  stop: () => void;
};

type WatchOptions = {
  timer: Timer;
  onRecovered: () => void;
  /** Opens the epochs of a channel that was an invitation when it was opened; a repeat does nothing. */
  wake: () => Promise<void>;
};

/**
 * Does by itself what events ask for: follows new epochs, forgets people who are gone, re-keys after a removal. What fails in the
 * background is not told: it is tried again with the next event, and before the next message. In a channel that is an invitation, nothing is done.
 */
export const watchChannel = (
  keeping: Keeping,
  inTurn: InTurn,
  { timer, onRecovered, wake }: WatchOptions,
): ChannelWatch => {
  let isOpen = true;
  let attending = 0;
  let callOff: (() => void) | null = null;
  const later = (job: () => Promise<unknown>): void => {
    const done = inTurn(async () => {
      if (!isOpen || isAsleep(keeping)) return;
      await wake();
      await job();
    });
    done.catch(() => {}).then(lookForDue);
  };
  const lookForDue = (): void => {
    const facts = isOpen && hasWork(keeping) && dueFacts(keeping);
    if (!facts) forgetTimer();
    else callOff ??= timer(rekey, rankDelay(keeping.userId, nextMembers(facts)));
  };
  const forgetTimer = (): void => {
    callOff?.();
    callOff = null;
  };
  const rekey = (): void => {
    callOff = null;
    inTurn(async () => void (isOpen && hasWork(keeping) && (await makeDue(keeping)))).catch(() => {});
  };
  let invitedBefore = isAsleep(keeping);
  const tellOfInvitation = (): void => {
    if (isAsleep(keeping) === invitedBefore) return;
    invitedBefore = !invitedBefore;
    keeping.emit({ type: 'invitation', invitation: invitationOf(keeping) });
    later(async () => {});
  };
  const changes: Record<StreamChange, () => void> = {
    invitation: tellOfInvitation,
    members: () => {
      tellOfInvitation();
      lookForDue();
      const isBack = keeping.notice?.kind === 'removed';
      later(() => (isBack ? catchUp(keeping) : forgetGone(keeping)));
    },
    data: () => {
      const named = keeping.stream.namedSession();
      if (isNameWrong(keeping, named))
        later(async () => isNameWrong(keeping, named) && (await catchUp(keeping, named)));
    },
    recovered: () => {
      onRecovered();
      tellOfInvitation();
      keeping.recoveries += 1;
      keeping.lookedAt = NEVER;
      keeping.restUntil = { due: 0, look: 0 }; // what failed without a connection may work now
      const isWanted = attending > 0 || keeping.notice !== null;
      if (isWanted) catchUpSoon();
      else later(async () => void (keeping.stream.mayHaveMissed() || (await forgetGone(keeping))));
    },
  };
  const catchUpSoon = (): void =>
    later(async () => {
      const { stream, lookedAt } = keeping;
      if (stream.mayHaveMissed()) await stream.reload();
      await forgetGone(keeping);
      if (lookedAt === NEVER && (trustedOf(keeping) || keeping.notice)) await catchUp(keeping);
    });
  const stopListening = keeping.stream.onChange((change) => changes[change]());
  return {
    catchUpSoon,
    attend: () => {
      attending += 1;
      catchUpSoon();
      let isHere = true;
      return () => {
        if (isHere) attending -= 1;
        isHere = false;
      };
    },
    lookForDue,
    stop: () => {
      isOpen = false;
      stopListening();
      forgetTimer();
    },
  };
};
