import type { ReactNode } from 'react';
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
  return (
    <div className="sw-sections">
      <nav aria-label={label} className="sw-sections-nav">
        <ul>
          {sections.map(({ href, label: name, icon }) => (
            <li key={href}>
              <Link
                href={href}
                className="sw-sections-link"
                aria-current={location === href ? 'page' : undefined}
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
