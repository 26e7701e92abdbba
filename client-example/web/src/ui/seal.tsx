import sealUrl from './seal.svg';

/** The product's mark; decoration only. */
export const Seal = ({ size }: { size: number }) => <img src={sealUrl} width={size} height={size} alt="" />;
