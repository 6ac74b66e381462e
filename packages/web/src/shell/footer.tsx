import { Link } from 'wouter';
import { links } from '../app/links.ts';

/** The foot of every page. */
export function Footer() {
  return (
    <footer className="sw-footer">
      <div className="sw-footer-inner">
        <span>Slipway: a Docker Hub of one’s own</span>
        <nav aria-label="More">
          <Link href={links.explore()}>Explore</Link>
          <Link href={links.apiDocument}>API</Link>
        </nav>
      </div>
    </footer>
  );
}
