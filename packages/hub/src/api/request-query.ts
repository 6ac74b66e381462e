import type { z } from 'zod';
import type { HubRequest } from './hub-request.ts';
import { ProblemError } from './problem-error.ts';

/** The query's parameters as a contract's schema reads them. Throws ProblemError 400 naming wrong ones. */
export function parsedQuery<Schema extends z.ZodObject>(
  request: HubRequest,
  schema: Schema,
): z.output<Schema> {
  const { success, data, error } = schema.safeParse(Object.fromEntries(request.query));
  if (success) return data;
  const fields: Record<string, string[]> = {};
  for (const { path, message } of error.issues) {
    const name = path.join('.') || 'query';
    fields[name] = [...(fields[name] ?? []), message];
  }
  const summary = Object.entries(fields).map(([name, wrong]) => `${name}: ${wrong.join('; ')}`);
  throw new ProblemError(400, summary.join(', '), { fields });
}
