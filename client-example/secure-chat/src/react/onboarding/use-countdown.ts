import { useEffect, useState } from 'react';

const SECOND_MS = 1000;

/** Whole seconds left until a moment (milliseconds of the epoch), and as `m:ss`; 0 when it has passed. */
export const useCountdown = (until: number): { seconds: number; text: string } => {
  const [now, setNow] = useState(Date.now);
  const seconds = Math.max(0, Math.ceil((until - now) / SECOND_MS));
  useEffect(() => {
    setNow(Date.now());
    if (until <= Date.now()) return;
    const timer = setInterval(() => {
      setNow(Date.now());
      if (until <= Date.now()) clearInterval(timer);
    }, SECOND_MS / 4);
    return () => clearInterval(timer);
  }, [until]);
  return { seconds, text: `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}` };
};
