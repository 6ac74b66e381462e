import type { FilesystemStore } from '@slipway/content';
import {
  type CommandChannel,
  type DatabaseRole,
  type OpenedDatabase,
  openDatabase,
} from '@slipway/database';
import {
  createRegistry,
  type Registry,
  type RegistryTables,
  registryCommands,
  registryMigrations,
} from '@slipway/registry';
import type { Configuration } from '../config/settings.ts';
import { EgressClient } from '../egress/egress-client.ts';
import { createHub, type Hub } from '../hub.ts';
import { hubCommands } from '../hub-commands.ts';
import { hubMigrationSets } from '../hub-migrations.ts';
import { defaultHubSettings, type HubSettings } from '../hub-settings.ts';
import { smtpMailer } from '../mail/smtp-mailer.ts';
import type { Log } from '../ports/log.ts';
import { createRepositoryOwner } from '../repositories/repository-owner.ts';
import { fixedKeyRing, type KeyRing } from '../secrets/master-key.ts';
import { addMasterKey, fileKeyRing } from '../secrets/master-key-file.ts';
import { fileRetirement } from '../secrets/reseal-job.ts';
import type { HubTables } from '../tables.ts';
import { dataFolder } from './data-folder.ts';
import { hubOperations } from './operations.ts';
import { registryJobs } from './registry-jobs.ts';
import { sharedApiLimiter, sharedLoginLimiter, sharedUploadSlots } from './shared-state.ts';

type Tables = HubTables & RegistryTables;

/** Connections to PostgreSQL that one hub takes for reads, and as many for commands. */
const postgresqlConnections = 32;

/** The database as every process of a hub opens it. */
export async function openHubDatabase(options: {
  readonly configuration: Configuration;
  readonly role: DatabaseRole;
  readonly workers: number;
  readonly log: Log;
}): Promise<OpenedDatabase<Tables>> {
  const { configuration, role, workers, log } = options;
  const owner = createRepositoryOwner({ settings: hubSettings(configuration), clock: Date.now });
  return await openDatabase<Tables>({
    url: dataFolder(configuration).databaseUrl,
    role,
    commands: [...hubCommands, ...(registryCommands(owner) as typeof hubCommands)],
    migrations: [...hubMigrationSets, registryMigrations],
    poolSize: Math.min(10, Math.max(2, Math.ceil(postgresqlConnections / workers))),
    onIdleError: (err) => log.warn({ err }, 'an idle database connection broke'),
  });
}

/** Hub and registry over an open database and store. */
export function compose(options: {
  readonly configuration: Configuration;
  readonly database: OpenedDatabase<Tables>;
  readonly content: FilesystemStore;
  /** Where counts for all workers are kept. */
  readonly primary: CommandChannel;
  readonly log: Log;
}): { readonly hub: Hub; readonly registry: Registry } {
  const { configuration, database, content, primary, log } = options;
  const { limits, mail, egress } = configuration;
  const hub = createHub({
    periodic: () => registryJobs({ configuration, database, registry, store: content }),
    database,
    content,
    settings: hubSettings(configuration),
    loginLimiter: sharedLoginLimiter(primary),
    apiLimiter: sharedApiLimiter(primary),
    operations: hubOperations(configuration, primary),
    ...masterKeyParts(configuration),
    egress: new EgressClient({ allowed: egress.allow }),
    mailer: mail.url === undefined ? undefined : smtpMailer({ url: mail.url, from: mail.from }),
    clock: Date.now,
    log,
  });
  const registry = createRegistry({
    database,
    content,
    authority: hub.authority,
    owner: hub.owner,
    pulls: hub.pulls,
    uploadSlots: sharedUploadSlots(primary),
    limits: {
      manifestBytes: limits.manifestSize,
      blobBytes: limits.blobSize,
      stallMs: limits.stallTimeout,
      uploadExpiryMs: limits.uploadExpiry,
      garbageGraceMs: configuration.gc.grace,
    },
  });
  return { hub, registry };
}

/** The master keys, of the operator or of the data folder's file. */
export function masterKeyRing(configuration: Configuration): KeyRing {
  const { masterKey } = configuration;
  return masterKey ? fixedKeyRing(masterKey) : fileKeyRing(dataFolder(configuration).masterKey);
}

function masterKeyParts(configuration: Configuration) {
  const masterKeys = masterKeyRing(configuration);
  if (configuration.masterKey) return { masterKeys };
  const path = dataFolder(configuration).masterKey;
  return {
    masterKeys,
    masterKeyFile: { add: () => void addMasterKey(path), retire: fileRetirement(path) },
  };
}

function hubSettings(configuration: Configuration): HubSettings {
  const { publicUrl, pathPrefix, signUp, sessions, repositories, tokens } = configuration;
  const { quotas, organizations, audit } = configuration;
  return {
    ...defaultHubSettings,
    publicUrl,
    pathPrefix,
    signUp,
    sessionIdleSeconds: Math.floor(sessions.idleLifetime / 1000),
    sessionSeconds: Math.floor(sessions.lifetime / 1000),
    defaultVisibility: repositories.defaultVisibility,
    sparse: repositories.sparse,
    quarantineSeconds: Math.floor(repositories.quarantine / 1000),
    quotas: {
      storageBytes: quotas.storage ?? null,
      repositories: quotas.repositories ?? null,
      privateRepositories: quotas.privateRepositories ?? null,
    },
    organizationsByAdministrators: organizations.creation === 'administrators',
    inviteSeconds: Math.floor(organizations.inviteLifetime / 1000),
    auditRetentionSeconds: Math.floor(audit.retention / 1000),
    garbageGraceSeconds: Math.floor(configuration.gc.grace / 1000),
    registryTokenSeconds: Math.floor(tokens.registryLifetime / 1000),
    refreshTokenSeconds: Math.floor(tokens.refreshLifetime / 1000),
    signingKeySeconds: Math.floor(tokens.signingKeyLifetime / 1000),
  };
}
