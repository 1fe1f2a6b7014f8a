import { useEffect, useState } from "react";

const LONGEST_TIMER = 2 ** 31 - 1;

/** Whether the instant has passed; turns true by itself when it does. */
export function useExpiry(expiresAt: Date | null): boolean {
  const [checkedAt, setCheckedAt] = useState(Date.now);
  const end = expiresAt?.getTime() ?? Number.POSITIVE_INFINITY;
  const now = Math.max(checkedAt, Date.now());
  useEffect(() => {
    const wait = end - Date.now();
    if (wait <= 0 || wait > LONGEST_TIMER) return;
    const timer = setTimeout(() => setCheckedAt(Date.now()), wait + 10);
    return () => clearTimeout(timer);
  }, [end]);
  return end <= now;
}
