import {
  type RetentionPolicy,
  type RetentionPreview,
  retentionPolicySchema,
  retentionRoutes,
} from '@slipway/api';
import type { HubReply, HubRequest } from '../api/hub-request.ts';
import { implement } from '../api/hub-router.ts';
import { pageAnswer, pageOfRows, pageQuery } from '../api/paging.ts';
import { ProblemError } from '../api/problem-error.ts';
import { pathName } from '../api/repository-path.ts';
import type { HubArea } from '../hub-area.ts';
import type { HubServices } from '../hub-services.ts';
import { allowedRepository } from '../tags/allowed-repository.ts';
import { isoTime } from '../tags/iso-time.ts';
import { refusalProblem } from '../tags/permitted.ts';
import { checkPatterns } from '../tags/tag-pattern.ts';
import { planRetention } from './plan-retention.ts';
import { setNamespaceRetention, setRepositoryRetention } from './retention-commands.ts';
import { retentionJob } from './retention-job.ts';
import { effectiveRetention, namespaceRetention, noRetention } from './retention-policies.ts';

const mostShown = 1000;

/** Rules by which tags and manifests go. */
export function retentionArea(services: HubServices): HubArea {
  const { read, update, remove, preview, runs, readNamespace, updateNamespace } = retentionRoutes;
  return {
    routes: [
      implement(read, (request) => readPolicy(services, request)),
      implement(update, async (request) => {
        const policy = await policyOf(request);
        return await setPolicy(services, request, policy);
      }),
      implement(remove, (request) => setPolicy(services, request, null)),
      implement(preview, (request) => previewPolicy(services, request)),
      implement(runs, (request) => listRuns(services, request)),
      implement(readNamespace, (request) => readShared(services, request)),
      implement(updateNamespace, (request) => setShared(services, request)),
    ],
    periodic: [retentionJob(services)],
  };
}

async function readPolicy(services: HubServices, request: HubRequest): Promise<HubReply> {
  const repository = await allowedRepository(services, request, 'administer');
  const body = await effectiveRetention(services.database.query as never, repository);
  return { status: 200, body };
}

async function setPolicy(
  services: HubServices,
  request: HubRequest,
  policy: RetentionPolicy | null,
): Promise<HubReply> {
  const outcome = await services.database.run(setRepositoryRetention, {
    ...{ subject: request.subject, path: pathName(request), now: services.clock() },
    ...{ policy, actor: request.actor() },
  });
  if (outcome.kind !== 'set') throw refusalProblem(outcome);
  return await readPolicy(services, request);
}

async function previewPolicy(services: HubServices, request: HubRequest): Promise<HubReply> {
  const repository = await allowedRepository(services, request, 'administer');
  const asked = await request.json(retentionRoutes.preview.body);
  if (asked.policy) checkPolicy(asked.policy);
  const { query } = services.database;
  const policy = asked.policy ?? (await effectiveRetention(query as never, repository));
  const plan = await planRetention(query, repository.id, { policy, now: services.clock() });
  const body: RetentionPreview = {
    tags: plan.tags.slice(0, mostShown),
    manifests: plan.manifests.slice(0, mostShown),
    tag_count: plan.tags.length,
    manifest_count: plan.manifests.length,
    kept_tags: await keptTags(services, repository.id, plan.tags.length),
    reclaimed_bytes: plan.reclaimedBytes,
  };
  return { status: 200, body };
}

async function keptTags(
  { database }: HubServices,
  repositoryId: number,
  going: number,
): Promise<number> {
  const { count } = await database.query
    .selectFrom('registry_tags')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('repository_id', '=', repositoryId)
    .executeTakeFirstOrThrow();
  return Math.max(0, Number(count) - going);
}

async function listRuns(services: HubServices, request: HubRequest): Promise<HubReply> {
  const page = pageQuery(request);
  const { id } = await allowedRepository(services, request, 'administer');
  const runs = services.database.query
    .selectFrom('hub_retention_runs')
    .where('repository_id', '=', id);
  const [rows, count] = await pageOfRows(page, runs, runs.selectAll().orderBy('id', 'desc'));
  const results = rows.map((row) => ({
    ...{ id: Number(row.id), at: isoTime(row.at), tags: Number(row.tags) },
    ...{ manifests: Number(row.manifests), reclaimed_bytes: Number(row.reclaimed_bytes) },
  }));
  return { status: 200, body: pageAnswer(request, page, { count, results }) };
}

/** Who may is decided by the route's access already. */
async function readShared(services: HubServices, request: HubRequest): Promise<HubReply> {
  const { query } = services.database;
  const name = request.param('namespace');
  const account = await query
    .selectFrom('hub_accounts')
    .select('id')
    .where('name', '=', name)
    .executeTakeFirst();
  if (!account) throw new ProblemError(404, 'there is no such namespace');
  const body = (await namespaceRetention(query as never, account.id)) ?? noRetention;
  return { status: 200, body };
}

async function setShared(services: HubServices, request: HubRequest): Promise<HubReply> {
  const policy = await policyOf(request);
  const outcome = await services.database.run(setNamespaceRetention, {
    ...{ subject: request.subject, namespace: request.param('namespace') },
    ...{ policy, actor: request.actor(), now: services.clock() },
  });
  if (outcome.kind === 'unknown') throw new ProblemError(404, 'there is no such namespace');
  if (outcome.kind !== 'set') throw refusalProblem(outcome);
  return { status: 200, body: policy };
}

async function policyOf(request: HubRequest): Promise<RetentionPolicy> {
  const policy = await request.json(retentionPolicySchema);
  checkPolicy(policy);
  return policy;
}

function checkPolicy(policy: RetentionPolicy): void {
  checkPatterns('always_keep', policy.always_keep);
  checkPatterns(
    'rules',
    policy.rules.map(({ tags }) => tags),
  );
}
