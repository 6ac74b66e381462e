import { repeatable, vocabulary, wordPicker } from './made-up-words.ts';

/** What is measured: paths asked one after another. */
export interface Measured {
  readonly name: string;
  readonly paths: readonly string[];
}

/** Searches, lists and pages as people ask for them. Every path is asked once in warming up. */
export function measuredRequests({
  count,
  repositories,
}: {
  readonly count: number;
  readonly repositories: number;
}): Measured[] {
  // Three quarters of what the largest namespace shows to everybody.
  const pages = Math.min(20, Math.floor((repositories * 0.12) / 25));
  const random = repeatable(42);
  const words = vocabulary(20_000);
  const pick = wordPicker(words, random);
  const rare = () => words[Math.floor(random() * words.length)] ?? 'word';
  const many = (make: (index: number) => string) =>
    Array.from({ length: count }, (_, i) => make(i));
  const search = (query: string) => `/api/search/v4?size=25&${query}`;
  const list = (ordering: string) => (index: number) =>
    `/v2/namespaces/big/repositories?page_size=25&ordering=${ordering}&page=${1 + (index % pages)}`;
  return [
    { name: 'search, a common word', paths: many(() => search(`query=${pick()}`)) },
    { name: 'search, a rare word', paths: many(() => search(`query=${rare()}`)) },
    { name: 'search, two words', paths: many(() => search(`query=${pick()}+${pick()}`)) },
    {
      name: 'search as one types, 1 to 5 letters',
      paths: many((index) => search(`query=${pick().slice(0, 1 + (index % 5))}`)),
    },
    {
      name: 'search with filters',
      paths: many((i) =>
        search(
          `query=${pick()}&architectures=${i % 2 ? 'arm64' : 's390x'}&categories=security&facets=true`,
        ),
      ),
    },
    {
      name: 'search, by pulls, date, stars, name',
      paths: many((index) => {
        const sort = ['pull_count', 'updated_at', 'star_count', 'name'][index % 4];
        return search(`query=${pick()}&sort=${sort}`);
      }),
    },
    { name: 'docker search', paths: many(() => `/v1/search?q=${pick()}&n=25`) },
    {
      name: 'explore with filters, each order',
      paths: many((index) => {
        const sort = ['pull_count', 'updated_at', 'star_count', 'name'][index % 4];
        const filter = ['architectures=arm64', 'categories=networking', 'architectures=s390x'][
          index % 3
        ];
        return search(`${filter}&sort=${sort}&from=${25 * (index % 4)}`);
      }),
    },
    { name: 'home page', paths: many(() => '/v2/explore') },
    {
      name: 'completion of names',
      paths: many(() => `/v2/search/names?query=${pick().slice(0, 3)}`),
    },
    { name: 'list of 20,000 repositories by name', paths: many(list('name')) },
    { name: '… by pulls', paths: many(list('-pull_count')) },
    { name: '… by last push', paths: many(list('-last_updated')) },
    { name: '… by stars', paths: many(list('-star_count')) },
    {
      name: '… by part of the name',
      paths: many(() => `/v2/namespaces/big/repositories?page_size=25&name=${pick()}`),
    },
    {
      name: 'list of 20,000 tags in natural order',
      paths: many(
        (i) =>
          `/v2/namespaces/big/repositories/{first}/tags?page_size=25&ordering=name&page=${1 + (i % pages)}`,
      ),
    },
  ];
}
