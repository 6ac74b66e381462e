import { Badge } from '@mantine/core';
import type { JsonSchema } from '@slipway/api';
import { type ReactNode, useEffect, useState } from 'react';
import { CopyButton } from '../components/copy-button.tsx';
import { CopyCommand } from '../components/copy-command.tsx';
import type { ApiOperation } from './api-sections.ts';
import { curlCommand } from './curl-command.ts';
import { schemaRow } from './schema-rows.ts';
import { SchemaView } from './schema-view.tsx';

/** One operation: a line that opens. */
export function OperationView({
  entry,
  target,
}: {
  entry: ApiOperation;
  /** The fragment of the address: that operation is open. */
  target: string;
}) {
  const isTarget = target === entry.anchor;
  const [isOpen, setOpen] = useState(isTarget);
  useEffect(() => {
    if (isTarget) setOpen(true);
  }, [isTarget]);
  return (
    <details
      id={entry.anchor}
      className="sw-operation"
      open={isOpen}
      onToggle={(event) => setOpen(event.currentTarget.open)}
    >
      <summary>
        <Badge className="sw-badge sw-method" data-method={entry.method}>
          {entry.method}
        </Badge>
        <code className="sw-operation-path">{entry.path}</code>
        <span className="sw-operation-summary">{entry.operation.summary}</span>
      </summary>
      {isOpen && <OperationBody entry={entry} />}
    </details>
  );
}

function OperationBody({ entry }: { entry: ApiOperation }) {
  const { operation, alsoAt, anchor } = entry;
  const address = new URL(`docs/api#${anchor}`, document.baseURI).href;
  const origin = new URL('.', document.baseURI).href.replace(/\/$/, '');
  const body = Object.values(operation.requestBody?.content ?? {})[0]?.schema;
  return (
    <div className="sw-operation-body">
      {operation.description && <p>{operation.description}</p>}
      <p className="sw-quiet">
        For {operation['x-slipway-access']}. <code>{operation.operationId}</code>{' '}
        <CopyButton value={address} label={`link to ${operation.operationId}`} size="xs" />
      </p>
      {alsoAt.length > 0 && (
        <p className="sw-quiet">
          Also at{' '}
          {alsoAt.map((path) => (
            <code key={path}>{path} </code>
          ))}
        </p>
      )}
      <CopyCommand command={curlCommand(origin, entry)} />
      {operation.parameters.length > 0 && (
        <Part title="Parameters">
          <ul className="sw-schema">
            {operation.parameters.map(({ name, in: place, required, schema }) => (
              <li key={`${place} ${name}`}>
                <code className="sw-schema-name">{name}</code>{' '}
                <span className="sw-schema-note">
                  {place === 'path' ? 'in the path' : 'in the query'}
                  {required ? '' : ', optional'}
                </span>{' '}
                <Schema schema={schema} />
              </li>
            ))}
          </ul>
        </Part>
      )}
      {body && (
        <Part title="Body">
          <Schema schema={body} />
        </Part>
      )}
      <Part title="Answers">
        {Object.entries(operation.responses)
          .filter(([status]) => status !== 'default')
          .map(([status, answer]) => (
            <Answer key={status} status={status} answer={answer} />
          ))}
        <p className="sw-quiet">
          Errors are problems (RFC 9457) with <code>message</code>, <code>detail</code> and, where
          members are wrong, <code>fields</code>.
        </p>
      </Part>
    </div>
  );
}

function Answer({
  status,
  answer,
}: {
  status: string;
  answer: ApiOperation['operation']['responses'][string];
}) {
  const [media, content] = Object.entries(answer.content ?? {})[0] ?? [];
  return (
    <div className="sw-operation-answer">
      <p>
        <strong>{status}</strong> {answer.description}
        {media && media !== 'application/json' && (
          <>
            {' '}
            (<code>{media}</code>)
          </>
        )}
      </p>
      {content?.schema && <Schema schema={content.schema} />}
    </div>
  );
}

/** Its references are within itself. */
function Schema({ schema }: { schema: JsonSchema }) {
  return <SchemaView row={schemaRow(schema, { root: schema })} />;
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <>
      <h4 className="sw-operation-part">{title}</h4>
      {children}
    </>
  );
}
