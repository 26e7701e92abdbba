import { useEffect, useState } from 'react';

const SECOND_MS = 1000;

/** Whole seconds left until a moment (milliseconds of the epoch), and as `m:ss` or `h:mm:ss`; 0 when it has passed. */
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
  return { seconds, text: clockOf(seconds) };
};

const clockOf = (seconds: number): string => {
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  const [mm, ss] = [minutes, seconds % 60].map((part) => String(part).padStart(2, '0'));
  return hours > 0 ? `${hours}:${mm}:${ss}` : `${minutes}:${ss}`;
};
