export type GatewayFaults = {
  /**
   * The next `times` requests to this route (for example `POST /signup`) run their function, then the connection is cut
   * in place of the answer: what a caller sees whose network fails at the worst moment.
   */
  dropAnswers: (routeKey: string, times: number) => void;
};

/** Fault switches of one gateway, and the question the gateway asks them. */
export const createFaults = (): { faults: GatewayFaults; dropsAnswer: (routeKey: string) => boolean } => {
  const drops = new Map<string, number>();
  return {
    faults: { dropAnswers: (routeKey, times) => void drops.set(routeKey, times) },
    dropsAnswer: (routeKey) => {
      const left = drops.get(routeKey) ?? 0;
      drops.set(routeKey, Math.max(0, left - 1));
      return left > 0;
    },
  };
};
