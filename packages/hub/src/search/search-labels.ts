import type { Badge } from '@slipway/api';
import type { Subject } from '../access/subject.ts';
import { reach } from '../tokens/scopes.ts';
import { labelWord, wordsOf } from './search-words.ts';

/** What a repository is filtered by. */
export interface LabelledRepository {
  readonly id: number;
  readonly namespaceId: number;
  readonly path: string;
  readonly isPublic: boolean;
  readonly badge: Badge;
  readonly categories: readonly string[];
  readonly contentTypes: readonly string[];
  readonly architectures: readonly string[];
  readonly operatingSystems: readonly string[];
}

/** Makes a label of each kind. */
export const label = {
  public: 'v_public',
  namespace: (id: number) => `n_${id}`,
  repository: (id: number) => `r_${id}`,
  badge: (badge: string) => `b_${labelWord(badge)}`,
  category: (slug: string) => `c_${labelWord(slug)}`,
  type: (type: string) => `t_${labelWord(type)}`,
  architecture: (name: string) => `a_${labelWord(name)}`,
  operatingSystem: (name: string) => `o_${labelWord(name)}`,
  /** Names that begin so, of one or two letters: too many words do to look for them one by one. */
  beginning: (letters: string) => `p_${letters}`,
} as const;

/** Types that are searched for by their own name; the others together as `other`. */
const namedTypes = ['image', 'helm', 'wasm'];

/** The type that a repository is found under. */
export function searchType(contentType: string): string {
  return namedTypes.includes(contentType) ? contentType : 'other';
}

/** All labels of a repository. */
export function labelsOf(repository: LabelledRepository): string[] {
  const { id, namespaceId, isPublic, badge } = repository;
  const types = new Set(repository.contentTypes.flatMap((type) => [type, searchType(type)]));
  // What nothing was pushed to yet is an image to be, as everything was once.
  if (types.size === 0) types.add('image');
  return [
    ...(isPublic ? [label.public] : []),
    ...[label.namespace(namespaceId), label.repository(id)],
    ...(badge === 'none' ? [] : [label.badge(badge)]),
    ...repository.categories.map(label.category),
    ...[...types].map(label.type),
    ...repository.architectures.map(label.architecture),
    ...repository.operatingSystems.map(label.operatingSystem),
    ...beginnings(repository.path),
  ];
}

function beginnings(path: string): string[] {
  const letters = wordsOf(path).flatMap((word) => {
    const points = [...word];
    return [points.slice(0, 1).join(''), points.slice(0, 2).join('')];
  });
  return [...new Set(letters)].map(label.beginning);
}

/**
 * The labels of which a repository must have one for the subject to see it; undefined where he sees
 * all. It only narrows what is looked at: what is shown passes `visibleTo` as well.
 */
export function accessLabels(
  subject: Subject,
  granted: { readonly namespaces: readonly number[]; readonly repositories: readonly number[] },
): readonly string[] | undefined {
  const shared = subject.reach >= reach.publicRead ? [label.public] : [];
  if (subject.only !== undefined) {
    const chosen = Object.keys(subject.only.repositories).map((id) => label.repository(Number(id)));
    // Of the chosen ones he may see none that his account may not: `visibleTo` sorts them out.
    return subject.only.publicRead ? [...shared, ...chosen] : chosen;
  }
  if (subject.accountId === undefined || subject.reach < reach.read) return shared;
  if (subject.administrator) return undefined;
  return [
    ...shared,
    label.namespace(subject.accountId),
    ...granted.namespaces.map(label.namespace),
    ...granted.repositories.map(label.repository),
  ];
}
