/** The type and the id of a `type:id`. */
export const splitCid = (cid: string): string[] => {
  const colon = cid.indexOf(':');
  return [cid.slice(0, colon), cid.slice(colon + 1)];
};
