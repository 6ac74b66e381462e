import { Button, Stack, Text, Title } from '@mantine/core';
import type { ImageConfiguration } from '@slipway/api';
import { Eye, EyeOff } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { formatDuration } from '../../format/duration.ts';
import { parseVariable } from '../../format/secret-env.ts';
import { AnnotationTable } from './annotation-table.tsx';

/** How an image runs. */
export function ConfigView({ config }: { config: ImageConfiguration }) {
  const { healthcheck } = config;
  const labels = Object.keys(config.labels).length;
  return (
    <Stack gap="lg">
      <div className="sw-card">
        <dl className="sw-fact-grid">
          <Fact name="User">{config.user || 'root (not set)'}</Fact>
          <Fact name="Working folder">
            <code>{config.working_dir || '/'}</code>
          </Fact>
          <Fact name="Entrypoint">
            <Words values={config.entrypoint} />
          </Fact>
          <Fact name="Command">
            <Words values={config.cmd} />
          </Fact>
          <Fact name="Ports">
            <Words values={config.exposed_ports} separate />
          </Fact>
          <Fact name="Volumes">
            <Words values={config.volumes} separate />
          </Fact>
          {config.stop_signal && (
            <Fact name="Stop signal">
              <code>{config.stop_signal}</code>
            </Fact>
          )}
          {config.shell.length > 0 && (
            <Fact name="Shell">
              <Words values={config.shell} />
            </Fact>
          )}
          {healthcheck && (
            <Fact name="Health check">
              <Words values={healthcheck.test} />
              {healthcheck.interval !== null && ` every ${formatDuration(healthcheck.interval)}`}
              {healthcheck.timeout !== null && `, at most ${formatDuration(healthcheck.timeout)}`}
              {healthcheck.retries !== null && `, ${healthcheck.retries} tries`}
            </Fact>
          )}
        </dl>
      </div>
      <div>
        <Title order={3} mb="xs">
          Environment
        </Title>
        {config.env.length === 0 ? (
          <Text c="dimmed">Nothing is set.</Text>
        ) : (
          <Environment env={config.env} />
        )}
      </div>
      <div>
        <Title order={3} mb="xs">
          Labels
        </Title>
        {labels === 0 ? (
          <Text c="dimmed">It has none.</Text>
        ) : (
          <AnnotationTable label="labels" values={config.labels} />
        )}
      </div>
    </Stack>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd className="sw-break">{children}</dd>
    </div>
  );
}

function Words({ values, separate = false }: { values: readonly string[]; separate?: boolean }) {
  if (values.length === 0) return <span className="sw-quiet">none</span>;
  if (!separate) return <code>{JSON.stringify(values)}</code>;
  return <code>{values.join(', ')}</code>;
}

function Environment({ env }: { env: readonly string[] }) {
  const variables = env.map(parseVariable);
  const secrets = variables.filter(({ looksSecret }) => looksSecret).length;
  const [isRevealed, setRevealed] = useState(false);
  return (
    <>
      {secrets > 0 && (
        <div className="sw-secret-notice">
          <Text size="sm">
            {secrets === 1 ? 'One value looks' : `${secrets} values look`} secret and{' '}
            {secrets === 1 ? 'is' : 'are'} hidden here. Whoever pulls the image can read{' '}
            {secrets === 1 ? 'it' : 'them'}.
          </Text>
          <Button
            size="xs"
            variant="default"
            aria-pressed={isRevealed}
            leftSection={isRevealed ? <EyeOff size={14} /> : <Eye size={14} />}
            onClick={() => setRevealed(!isRevealed)}
          >
            {isRevealed ? 'Hide' : 'Reveal'}
          </Button>
        </div>
      )}
      <div className="sw-table-frame">
        <table className="sw-pairs" aria-label="environment">
          <tbody>
            {variables.map(({ name, value, looksSecret }, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a name may be there twice
              <tr key={`${index}${name}`}>
                <th scope="row">
                  <code>{name}</code>
                </th>
                <td>
                  {looksSecret && !isRevealed ? (
                    <span role="img" aria-label="hidden value" className="sw-mask">
                      ••••••••
                    </span>
                  ) : (
                    <code>{value}</code>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}
