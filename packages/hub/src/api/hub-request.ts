import type { IncomingMessage } from 'node:http';
import type { z } from 'zod';
import type { Subject } from '../access/subject.ts';
import type { AuditActor } from '../audit/record-audit.ts';
import type { Log } from '../ports/log.ts';
import type { RequestSession } from '../sessions/browser-sessions.ts';
import { ProblemError } from './problem-error.ts';
import { readBody, readJson } from './request-body.ts';

/** What the server knows of a request beside its message. */
export interface HubRequestContext {
  readonly requestId: string;
  /** Scheme and host as the client used them, no slash after. */
  readonly origin: string;
  /** The client's address. */
  readonly address: string;
  readonly log: Log;
}

/** A request that a route was found for. */
export class HubRequest {
  readonly message: IncomingMessage;
  readonly context: HubRequestContext;
  readonly params: Readonly<Record<string, string>>;
  readonly path: string;
  readonly query: URLSearchParams;
  /** Whose API token or session it carries; anonymous without either. */
  readonly subject: Subject;
  /** The browser's session, where it is that by which he is known. */
  readonly session: RequestSession | undefined;

  constructor(options: {
    message: IncomingMessage;
    context: HubRequestContext;
    params: Readonly<Record<string, string>>;
    path: string;
    query: URLSearchParams;
    subject: Subject;
    session?: RequestSession | undefined;
  }) {
    this.message = options.message;
    this.context = options.context;
    this.params = options.params;
    this.path = options.path;
    this.query = options.query;
    this.subject = options.subject;
    this.session = options.session;
  }

  /** A part of the path, as its template names it. */
  param(name: string): string {
    const value = this.params[name];
    if (value === undefined) throw new Error(`the route has no parameter ${name}`);
    return value;
  }

  /** The account of the caller; only on routes that need one. */
  accountId(): number {
    if (this.subject.accountId === undefined) throw new ProblemError(401, 'sign in first');
    return this.subject.accountId;
  }

  /** Who asks and from where, for the audit log. */
  actor(): AuditActor {
    return {
      ...{ id: this.subject.accountId ?? null, name: this.subject.name },
      ...{ address: this.context.address, client: this.agent() },
    };
  }

  /** What the client says it is. */
  agent(): string {
    return (this.header('user-agent') ?? '').slice(0, 300);
  }

  header(name: string): string | undefined {
    const value = this.message.headers[name];
    return Array.isArray(value) ? value[0] : value;
  }

  /** The JSON body. Throws ProblemError 400 naming the members that are wrong. */
  async json<Schema extends z.ZodType>(schema: Schema): Promise<z.output<Schema>> {
    const { success, data, error } = schema.safeParse(await readJson(this.message));
    if (success) return data;
    const fields: Record<string, string[]> = {};
    for (const issue of error.issues) {
      const name = issue.path.join('.') || 'body';
      fields[name] ??= [];
      fields[name].push(issue.message);
    }
    const summary = Object.entries(fields)
      .map(([name, problems]) => `${name}: ${problems.join('; ')}`)
      .join(', ');
    throw new ProblemError(400, summary, { fields });
  }

  /** The query's parameters, each once. Throws ProblemError 400 naming those that are wrong. */
  queryOf<Schema extends z.ZodType>(schema: Schema): z.output<Schema> {
    const { success, data, error } = schema.safeParse(Object.fromEntries(this.query));
    if (success) return data;
    const fields = Object.fromEntries(
      error.issues.map((issue) => [issue.path.join('.') || 'query', [issue.message]]),
    );
    throw new ProblemError(400, error.issues.map(({ message }) => message).join(', '), { fields });
  }

  /** The body of an HTML form. */
  async form(): Promise<URLSearchParams> {
    return new URLSearchParams(await readBody(this.message, 'application/x-www-form-urlencoded'));
  }
}

/** What a route answers; a body is sent as JSON, or as it is where it is bytes or a stream of text. */
export interface HubReply {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string | string[]>>;
}

/** A route's work. Refuses by throwing ProblemError. */
export type HubHandler = (request: HubRequest) => Promise<HubReply>;
