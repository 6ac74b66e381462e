import { type ReactNode, useEffect, useRef } from 'react';
import { Link, useLocation } from 'wouter';

/** One of the parts that a page is divided into. */
export interface SectionLink {
  readonly href: string;
  readonly label: string;
  readonly icon: ReactNode;
}

/** A page of several parts: their list beside it, above it on a phone. */
export function SectionLayout({
  label,
  sections,
  children,
}: {
  /** What the list is of, for those who hear it: `Account settings`. */
  label: string;
  sections: readonly SectionLink[];
  children: ReactNode;
}) {
  const [location] = useLocation();
  const list = useRef<HTMLElement>(null);
  // The longest that fits: the first part's address begins all the others'.
  const current = sections
    .filter(({ href }) => location === href || location.startsWith(`${href}/`))
    .reduce((best, { href }) => (href.length > best.length ? href : best), '');
  useEffect(() => {
    // On a phone the list is one line that scrolls: what is open must be in sight.
    const row = list.current?.querySelector('ul');
    const link = row?.querySelector<HTMLElement>(`[data-part="${CSS.escape(current)}"]`);
    if (row && link) row.scrollLeft = link.offsetLeft - row.clientWidth / 3;
  }, [current]);
  return (
    <div className="sw-sections">
      <nav aria-label={label} className="sw-sections-nav" ref={list}>
        <ul>
          {sections.map(({ href, label: name, icon }) => (
            <li key={href}>
              <Link
                href={href}
                className="sw-sections-link"
                data-part={href}
                aria-current={href === current ? 'page' : undefined}
              >
                {icon}
                {name}
              </Link>
            </li>
          ))}
        </ul>
      </nav>
      <div className="sw-sections-body">{children}</div>
    </div>
  );
}
