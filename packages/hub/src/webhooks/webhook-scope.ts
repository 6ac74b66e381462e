import type { Transaction } from 'kysely';
import type { Subject } from '../access/subject.ts';
import { subjectInTransaction } from '../access/subject-in-transaction.ts';
import { administered, type RepositoryRefusal } from '../repositories/administered.ts';
import type { HubTables } from '../tables.ts';
import { reach } from '../tokens/scopes.ts';

/** What a webhook is told of: one repository, or all of a namespace. */
export type WebhookScope =
  | { readonly kind: 'repository'; readonly path: string }
  | { readonly kind: 'namespace'; readonly name: string };

/** Who changes webhooks where, as a command's input has it. */
export interface WebhookChange {
  readonly subject: Subject;
  readonly scope: WebhookScope;
  readonly address: string;
  readonly client: string;
  readonly now: number;
}

/** The scope among the transaction's rows, where the subject may manage its webhooks. */
export interface ManagedScope {
  readonly kind: 'found';
  readonly subject: Subject;
  readonly namespaceId: number;
  /** null: the namespace itself. */
  readonly repositoryId: number | null;
  /** `kirtan/my-app` or `kirtan`. */
  readonly name: string;
}

/** Asks once more, in the transaction, whether the webhooks are the subject's to change. */
export async function managedScope(
  transaction: Transaction<HubTables>,
  { subject, scope, now }: Pick<WebhookChange, 'subject' | 'scope' | 'now'>,
): Promise<RepositoryRefusal | ManagedScope> {
  if (scope.kind === 'repository') {
    const found = await administered(transaction, { subject, path: scope.path, now });
    if (found.kind !== 'found') return found;
    const { id, path, namespaceId } = found;
    return {
      kind: 'found',
      subject: found.subject,
      namespaceId,
      repositoryId: id,
      name: path,
    };
  }
  const current = await subjectInTransaction(transaction, subject, now);
  if (!current || current.reach < reach.account) return { kind: 'unknown' };
  const namespace = await transaction
    .selectFrom('hub_accounts')
    .select('id')
    .where('name', '=', scope.name)
    .where('closed_at', 'is', null)
    .executeTakeFirst();
  if (!namespace) return { kind: 'unknown' };
  if (!(await ownsNamespace(transaction, current, namespace.id))) {
    return { kind: 'denied', message: `only owners of ${scope.name} may manage its webhooks` };
  }
  return {
    kind: 'found',
    subject: current,
    namespaceId: namespace.id,
    repositoryId: null,
    name: scope.name,
  };
}

async function ownsNamespace(
  transaction: Transaction<HubTables>,
  subject: Subject,
  namespaceId: number,
): Promise<boolean> {
  if (subject.administrator || subject.accountId === namespaceId) return true;
  const member = await transaction
    .selectFrom('hub_organization_members')
    .select('role')
    .where('organization_id', '=', namespaceId)
    .where('account_id', '=', subject.accountId ?? 0)
    .executeTakeFirst();
  return member?.role === 'owner';
}
