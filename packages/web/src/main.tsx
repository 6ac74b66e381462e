import './styles/index.css';
import { createRoot } from 'react-dom/client';
import { App } from './app/app.tsx';

declare global {
  /** For libraries that add styles of their own: see build-web.mjs. */
  var slipwayStyleNonce: string | undefined;
}

const marker = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]');
globalThis.slipwayStyleNonce = marker?.nonce;

const root = document.getElementById('root');
if (!root) throw new Error('the page has no root');
createRoot(root).render(<App />);
