import { Anchor, TextInput } from '@mantine/core';
import type { OpenApiDocument } from '@slipway/api';
import { useQuery } from '@tanstack/react-query';
import { Search } from 'lucide-react';
import { useEffect, useMemo, useState } from 'react';
import { apiUrl, request } from '../api/http.ts';
import { EmptyState } from '../components/empty-state.tsx';
import { PageHeader } from '../components/page-header.tsx';
import { QueryView } from '../components/query-view.tsx';
import { findOperations, sectionsOf } from './api-sections.ts';
import { OperationView } from './operation-view.tsx';

/** The API of this hub, from its own document. */
export function ApiDocsPage() {
  const query = useQuery({
    queryKey: ['api.document'],
    queryFn: ({ signal }) => request<OpenApiDocument>('/v2/openapi.json', { signal }),
    staleTime: Number.POSITIVE_INFINITY,
  });
  return (
    <div className="sw-page">
      <PageHeader
        title="API"
        lead={
          <>
            Docker Hub’s own paths and shapes wherever they exist, the hub’s beside them. Get a
            token at <code>POST /v2/auth/token</code> and send it as{' '}
            <code>Authorization: Bearer</code>. Everything here comes from the{' '}
            <a href={apiUrl('/v2/openapi.json')} target="_self">
              OpenAPI document
            </a>
            , from which clients can be made.
          </>
        }
      />
      <QueryView query={query}>{(document) => <Reference document={document} />}</QueryView>
    </div>
  );
}

function Reference({ document: described }: { document: OpenApiDocument }) {
  const [search, setSearch] = useState('');
  const target = useFragment();
  const all = useMemo(() => sectionsOf(described), [described]);
  const sections = useMemo(() => findOperations(all, search), [all, search]);
  const count = sections.reduce((sum, { operations }) => sum + operations.length, 0);
  useEffect(() => {
    // The browser looked for it before it was there.
    if (target !== '') document.getElementById(target)?.scrollIntoView({ block: 'start' });
  }, [target]);
  return (
    <div className="sw-sections">
      <nav aria-label="Sections of the API" className="sw-sections-nav">
        <ul>
          {all.map(({ name, anchor }) => (
            <li key={anchor}>
              <a className="sw-sections-link" href={fragmentLink(anchor)}>
                {name}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      <div className="sw-sections-body">
        <TextInput
          type="search"
          label="Find an operation"
          placeholder="webhook, POST /v2/orgs, tag"
          leftSection={<Search size={16} />}
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
        />
        <p className="sw-quiet sw-api-count" aria-live="polite">
          {count === 1 ? 'One operation' : `${count} operations`}
        </p>
        {sections.map(({ name, anchor, operations }) => (
          <section key={anchor} aria-labelledby={anchor} className="sw-api-section">
            <h2 id={anchor}>
              <Anchor inherit c="inherit" href={fragmentLink(anchor)}>
                {name}
              </Anchor>
            </h2>
            {operations.map((entry) => (
              <OperationView key={entry.anchor} entry={entry} target={target} />
            ))}
          </section>
        ))}
        {count === 0 && (
          <EmptyState icon={<Search size={28} />} title="No operation has all of these words">
            Search for a part of a path, a method or a parameter.
          </EmptyState>
        )}
      </div>
    </div>
  );
}

/** With the path: under the document's base, a fragment alone would lead home. */
function fragmentLink(anchor: string): string {
  return new URL(`docs/api#${anchor}`, document.baseURI).href;
}

function readFragment(): string {
  return window.location.hash.slice(1);
}

function useFragment(): string {
  const [fragment, setFragment] = useState(readFragment);
  useEffect(() => {
    const update = () => setFragment(readFragment());
    window.addEventListener('hashchange', update);
    return () => window.removeEventListener('hashchange', update);
  }, []);
  return fragment;
}
