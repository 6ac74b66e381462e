import { Alert, List } from '@mantine/core';
import { TriangleAlert } from 'lucide-react';
import { ApiError } from '../api/http.ts';

/** What the API says is wrong with one member of what was sent; for a field's `error`. */
export function fieldError(error: unknown, field: string): string | undefined {
  if (!(error instanceof ApiError)) return undefined;
  const reasons = error.fields[field];
  return reasons?.map((each) => each.charAt(0).toUpperCase() + each.slice(1)).join('. ');
}

/** Why a form was refused. Fields that show their own errors are named, so that nothing is said twice. */
export function FormErrors({ error, shown = [] }: { error: unknown; shown?: readonly string[] }) {
  if (!error) return null;
  const fields = error instanceof ApiError ? Object.entries(error.fields) : [];
  const others = fields.filter(([name]) => !shown.includes(name));
  return (
    <Alert color="red" variant="light" icon={<TriangleAlert size={18} />} role="alert">
      {(error as Error).message}
      {others.length > 0 && (
        <List size="sm" mt={4}>
          {others.map(([name, reasons]) => (
            <List.Item key={name}>
              <code>{name}</code>: {reasons.join(', ')}
            </List.Item>
          ))}
        </List>
      )}
    </Alert>
  );
}
