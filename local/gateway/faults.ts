import type { CompressedBodies } from './event-body.ts';

export type GatewayFaults = {
  /**
   * The next `times` requests to this route (for example `POST /signup`) run their function, then the connection is cut
   * in place of the answer: what a caller sees whose network fails at the worst moment.
   */
  dropAnswers: (routeKey: string, times: number) => void;
  /** From now on compressed bodies reach functions in this form; `base64` unless told. */
  handOverCompressed: (form: CompressedBodies) => void;
};

type Asked = {
  faults: GatewayFaults;
  dropsAnswer: (routeKey: string) => boolean;
  compressedBodies: () => CompressedBodies;
};

/** Fault switches of one gateway, and the questions the gateway asks them. */
export const createFaults = (): Asked => {
  const drops = new Map<string, number>();
  let compressed: CompressedBodies = 'base64';
  return {
    faults: {
      dropAnswers: (routeKey, times) => void drops.set(routeKey, times),
      handOverCompressed: (form) => {
        compressed = form;
      },
    },
    compressedBodies: () => compressed,
    dropsAnswer: (routeKey) => {
      const left = drops.get(routeKey) ?? 0;
      drops.set(routeKey, Math.max(0, left - 1));
      return left > 0;
    },
  };
};
