import { Alert, Button, Group, SegmentedControl, Select, Stack, Text, Title } from '@mantine/core';
import type { Comparison, FileChange } from '@slipway/api';
import { ArrowLeftRight, GitCompareArrows, Info } from 'lucide-react';
import { Link } from 'wouter';
import { useComparison, useTags } from '../../api/repository.ts';
import { links } from '../../app/links.ts';
import { usePageTitle } from '../../app/use-page-title.ts';
import { pageOf, useSearchState } from '../../app/use-search-state.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { FilterField } from '../../components/filter-field.tsx';
import { Pagination } from '../../components/pagination.tsx';
import { QueryView } from '../../components/query-view.tsx';
import { formatBytes, formatBytesChange } from '../../format/bytes.ts';
import { useRepository } from '../repository-context.ts';
import { ComparedLayers } from './compared-layers.tsx';
import { FileChanges } from './file-changes.tsx';

const pageSize = 50;

/** What two tags differ by: layers, files, size. */
export function ComparePage() {
  const repository = useRepository();
  const [state, change] = useSearchState();
  const from = state.get('from') ?? '';
  const to = state.get('to') ?? '';
  usePageTitle(`Compare · ${repository.namespace}/${repository.name}`);
  return (
    <section aria-label="Compare tags">
      <Title order={2} mb="md">
        Compare
      </Title>
      <Group align="flex-end" className="sw-toolbar">
        <TagChoice label="From" value={from} onChange={(tag) => change({ from: tag })} />
        <Button
          variant="default"
          aria-label="Swap the two"
          onClick={() => change({ from: to, to: from })}
          disabled={from === '' && to === ''}
        >
          <ArrowLeftRight size={16} />
        </Button>
        <TagChoice label="To" value={to} onChange={(tag) => change({ to: tag })} />
      </Group>
      {from === '' || to === '' ? (
        <EmptyState icon={<GitCompareArrows size={32} />} title="Choose two tags">
          You see which layers they share, which files were added, removed or changed, and what that
          costs in size.
        </EmptyState>
      ) : (
        <Differences from={from} to={to} />
      )}
    </section>
  );
}

function TagChoice({
  label,
  value,
  onChange,
}: {
  label: string;
  value: string;
  onChange: (tag: string | undefined) => void;
}) {
  const repository = useRepository();
  const tags = useTags(repository, { page: 1, page_size: 100 });
  const names = tags.data?.results.map((tag) => tag.name) ?? [];
  return (
    <Select
      label={label}
      placeholder="Tag"
      searchable
      data={value === '' || names.includes(value) ? names : [value, ...names]}
      value={value === '' ? null : value}
      onChange={(tag) => onChange(tag ?? undefined)}
      w={240}
    />
  );
}

function Differences({ from, to }: { from: string; to: string }) {
  const repository = useRepository();
  const [state, change] = useSearchState();
  const page = pageOf(state);
  const kind = state.get('change') ?? undefined;
  const query = useComparison(repository, {
    from,
    to,
    platform: state.get('platform') ?? undefined,
    change: kind,
    search: state.get('search') ?? undefined,
    page,
    page_size: pageSize,
  });
  return (
    <QueryView query={query}>
      {(comparison) => (
        <Stack gap="lg">
          <Summary
            comparison={comparison}
            onPlatform={(platform) => change({ platform: platform ?? undefined })}
          />
          <ComparedLayers layers={comparison.layers} />
          <section aria-label="Files">
            <Title order={3} mb="sm">
              Files
            </Title>
            <FilesState comparison={comparison} />
            {comparison.state === 'ready' && (
              <>
                <Group className="sw-toolbar">
                  <SegmentedControl
                    aria-label="Which changes"
                    data={[
                      { value: '', label: `All ${total(comparison).toLocaleString('en')}` },
                      { value: 'added', label: `${comparison.added.toLocaleString('en')} added` },
                      {
                        value: 'removed',
                        label: `${comparison.removed.toLocaleString('en')} removed`,
                      },
                      {
                        value: 'changed',
                        label: `${comparison.changed.toLocaleString('en')} changed`,
                      },
                    ]}
                    value={kind ?? ''}
                    onChange={(value) => change({ change: value })}
                  />
                  <FilterField
                    label="Filter paths"
                    value={state.get('search') ?? ''}
                    onChange={(search) => change({ search })}
                  />
                </Group>
                <FileChanges changes={comparison.results as FileChange[]} />
                <Pagination
                  page={page}
                  pageSize={pageSize}
                  count={comparison.count}
                  label="files"
                  onChange={(next) => change({ page: String(next) })}
                />
              </>
            )}
          </section>
        </Stack>
      )}
    </QueryView>
  );
}

function total({ added, removed, changed }: Comparison): number {
  return added + removed + changed;
}

function Summary({
  comparison,
  onPlatform,
}: {
  comparison: Comparison;
  onPlatform: (platform: string | null) => void;
}) {
  const repository = useRepository();
  const side = (image: Comparison['from']) => (
    <Link href={links.repository(repository, `images/${image.digest}`)}>{image.reference}</Link>
  );
  return (
    <div className="sw-card sw-summary">
      <div>
        <span className="sw-quiet">Size</span>
        <strong>{formatBytesChange(comparison.size_difference)}</strong>
        <small>
          {side(comparison.from)} {formatBytes(comparison.from.size)} → {side(comparison.to)}{' '}
          {formatBytes(comparison.to.size)}
        </small>
      </div>
      <div>
        <span className="sw-quiet">Shared layers</span>
        <strong>
          {comparison.shared_layers} of {comparison.layers.length}
        </strong>
        <small>{formatBytes(comparison.shared_bytes)} need no second download</small>
      </div>
      {comparison.state === 'ready' && (
        <div>
          <span className="sw-quiet">Unpacked files</span>
          <strong>{formatBytesChange(comparison.unpacked_difference)}</strong>
          <small>{total(comparison).toLocaleString('en')} files differ</small>
        </div>
      )}
      {comparison.platforms.length > 1 && (
        <Select
          label="Platform"
          data={[...comparison.platforms]}
          value={comparison.from.platform}
          allowDeselect={false}
          onChange={onPlatform}
        />
      )}
    </div>
  );
}

function FilesState({ comparison }: { comparison: Comparison }) {
  if (comparison.state === 'ready') {
    return comparison.is_truncated ? (
      <Alert icon={<Info size={18} />} mb="sm">
        More files differ than are listed; the counts are whole.
      </Alert>
    ) : null;
  }
  const said = {
    pending: 'The hub reads these layers just now: files show in a moment.',
    skipped: 'Files cannot be compared:',
    failed: 'Files could not be compared:',
  }[comparison.state];
  return (
    <Text c="dimmed" role="status">
      {said} {comparison.reason}
    </Text>
  );
}
