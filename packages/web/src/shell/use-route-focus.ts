import { useEffect, useRef } from 'react';

export const mainId = 'main';

/** Tabs of one thing are one page: going between them moves nothing. */
export function pageOf(location: string): string {
  const parts = location.split('/');
  const depth = parts[1] === 'r' ? 4 : ['u', 'orgs'].includes(parts[1] ?? '') ? 3 : 2;
  return parts.slice(0, depth).join('/');
}

/** After going to another page, the keyboard and the screen reader start at its beginning. */
export function useRouteFocus(location: string): void {
  const page = pageOf(location);
  const last = useRef(page);
  useEffect(() => {
    if (last.current === page) return;
    last.current = page;
    window.scrollTo({ top: 0, behavior: 'instant' });
    document.getElementById(mainId)?.focus({ preventScroll: true });
  }, [page]);
}
