import { type ReactNode, Suspense, useEffect, useRef, useState } from 'react';
import { Skeleton } from '#kit/shell.tsx';

/** Draws its content once the reader comes near, so that the first screen does not pay for the last. */
export function Near({ children }: { children: ReactNode }) {
  const place = useRef<HTMLDivElement>(null);
  const [near, setNear] = useState(false);
  useEffect(() => {
    if (near || place.current === null) return;
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some((entry) => entry.isIntersecting)) setNear(true);
      },
      { rootMargin: '500px' },
    );
    observer.observe(place.current);
    const all = () => setNear(true);
    addEventListener('beforeprint', all);
    return () => {
      observer.disconnect();
      removeEventListener('beforeprint', all);
    };
  }, [near]);
  return (
    <div ref={place} className="near">
      {near ? <Suspense fallback={<Skeleton tall />}>{children}</Suspense> : <Skeleton tall />}
    </div>
  );
}
