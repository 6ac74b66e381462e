import { createHash } from 'node:crypto';
import { naturalSortKey } from '@slipway/oci';
import { nameWords, rankOf } from '../../packages/hub/src/search/index-repository.ts';
import { rankStep, type SearchDocument } from '../../packages/hub/src/search/search-index.ts';
import { labelsOf } from '../../packages/hub/src/search/search-labels.ts';
import { wordsOf } from '../../packages/hub/src/search/search-words.ts';
import { repeatable, vocabulary, wordPicker } from './made-up-words.ts';

const start = Date.UTC(2026, 0, 1);
const namespaces = 2000;
/** Ids from here on: the hub's own first accounts stay. */
const firstId = 1000;

/** A repository with all that is written for it. */
export interface MadeRepository {
  readonly id: number;
  readonly namespaceId: number;
  readonly namespace: string;
  readonly name: string;
  readonly isPrivate: boolean;
  readonly description: string;
  readonly text: string;
  readonly pulls: number;
  readonly stars: number;
  readonly sortedAt: number;
  readonly digest: string;
  readonly categories: readonly string[];
  readonly architectures: readonly string[];
  readonly document: SearchDocument;
  readonly tags: readonly {
    readonly name: string;
    readonly sortKey: string;
    readonly at: number;
  }[];
}

/** Accounts' names by id. One, `big`, has a fifth of all repositories. */
export function madeNamespaces(): { readonly id: number; readonly name: string }[] {
  return Array.from({ length: namespaces }, (_, index) => ({
    id: firstId + index,
    name: index === 0 ? 'big' : `team${index}`,
  }));
}

/** Repositories like those of a hub: few are well known, texts repeat the same words, one has very many tags. */
export function* madeRepositories(amount: {
  readonly repositories: number;
  readonly tags: number;
}): Generator<MadeRepository> {
  const random = repeatable(1);
  const pick = wordPicker(vocabulary(20_000), random);
  const sentence = (words: number) => Array.from({ length: words }, pick).join(' ');
  const manyTags = Math.round(amount.tags / 50);
  const eachTags = (amount.tags - manyTags) / (amount.repositories - 1);
  for (let index = 0; index < amount.repositories; index++) {
    const id = firstId + index;
    const isBig = index % 5 === 0;
    const namespaceId = firstId + (isBig ? 0 : 1 + (index % (namespaces - 1)));
    const namespace = isBig ? 'big' : `team${namespaceId - firstId}`;
    const name = `${pick()}-${pick()}-${index}`;
    const isPrivate = index > 0 && random() < 0.2;
    const pulls = Math.floor(10 ** (8 * random() ** 6));
    const stars = Math.floor(pulls ** 0.4 * random());
    const facts = {
      categories: random() < 0.3 ? [random() < 0.5 ? 'security' : 'networking'] : [],
      architectures: random() < 0.4 ? ['amd64', 'arm64'] : random() < 0.02 ? ['s390x'] : ['amd64'],
    };
    const description = sentence(6 + Math.floor(random() * 6)).slice(0, 100);
    const text = sentence(60 + Math.floor(random() ** 3 * 1200));
    const tags = index === 0 ? manyTags : Math.round(eachTags);
    yield {
      ...{ id, namespaceId, namespace, name, isPrivate, description, text, pulls, stars },
      ...facts,
      sortedAt: start + Math.floor(random() * 300 * 24 * 3_600_000),
      digest: `sha256:${createHash('sha256').update(String(id)).digest('hex')}`,
      document: {
        repositoryId: id,
        rankKey: rankOf({ pulls, stars, badge: 'none' }) * rankStep + id,
        name: nameWords(name),
        title: [...wordsOf(`${namespace}/${name}`), ...wordsOf(description)],
        text: wordsOf(text),
        labels: labelsOf({
          ...{ id, namespaceId, path: `${namespace}/${name}`, isPublic: !isPrivate, badge: 'none' },
          ...{ contentTypes: ['image'], operatingSystems: ['linux'], ...facts },
        }),
      },
      tags: Array.from({ length: tags }, (_, number) => {
        const tag = `v${1 + (number % 40)}.${Math.floor(number / 40)}.${number % 7}-${number}`;
        return { name: tag, sortKey: naturalSortKey(tag), at: start + number * 1000 };
      }),
    };
  }
}
