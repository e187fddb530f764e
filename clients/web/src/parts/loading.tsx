import { useEffect, useState } from 'preact/hooks';

const patienceMs = 400;

/** Grey bars and words, once it has taken long enough to be noticed. */
export function Loading({ words }: { words: string }) {
  const [shown, show] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => show(true), patienceMs);
    return () => clearTimeout(timer);
  }, []);
  if (!shown) return null;
  return (
    <div class="card" aria-busy="true">
      <p class="soft small" role="status">
        {words}
      </p>
      <span class="bone bone--short" />
      <span class="bone" />
      <span class="bone bone--most" />
    </div>
  );
}
