/**
 * Places in a channel that calls hold while they add somebody, in the channels' table: what keeps adding at once within the limit. A place that is not
 * given back falls free by itself, so nothing can drift when a call breaks off, or people leave.
 */
export type Seats = {
  /**
   * Holds a place for somebody, beside the members there are and others that are held; null when there are `most` without them. Somebody counts once.
   * `members` must not have been read long before.
   */
  take: (
    cid: string,
    wanted: { userId: string; members: readonly string[]; most: number },
  ) => Promise<Seat | null>;
  /** Gives up a place of somebody who certainly was not added. Without effect when it is another call's by now. */
  giveBack: (cid: string, seat: Seat) => Promise<void>;
};

export type Seat = { userId: string; token: string };
