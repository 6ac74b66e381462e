import { useEffect, useState } from 'react';

/** The secret of a link, which stands behind its `#`; it is taken out of the address at once. */
export function useFragmentCode(): string {
  const [code, setCode] = useState(readCode);
  useEffect(() => {
    const take = () => {
      const found = readCode();
      if (found === '') return;
      setCode(found);
      // It should not stay in the history, nor be shared by copying the address.
      window.history.replaceState(window.history.state, '', window.location.href.split('#')[0]);
    };
    take();
    window.addEventListener('hashchange', take);
    return () => window.removeEventListener('hashchange', take);
  }, []);
  return code;
}

function readCode(): string {
  return window.location.hash.slice(1);
}
