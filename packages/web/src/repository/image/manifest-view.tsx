import { SegmentedControl, Stack } from '@mantine/core';
import { useState } from 'react';
import { useManifest } from '../../api/repository.ts';
import { CopyButton } from '../../components/copy-button.tsx';
import { QueryView } from '../../components/query-view.tsx';
import { useRepository } from '../repository-context.ts';

/** A manifest's JSON, as it was pushed but for its indentation. */
export function ManifestView({
  digests,
}: {
  digests: readonly { readonly label: string; readonly digest: string }[];
}) {
  const [chosen, setChosen] = useState(digests[0]?.digest ?? '');
  const digest = digests.some((each) => each.digest === chosen)
    ? chosen
    : (digests[0]?.digest ?? '');
  return (
    <Stack gap="sm">
      {digests.length > 1 && (
        <SegmentedControl
          aria-label="Which manifest"
          data={digests.map((each) => ({ label: each.label, value: each.digest }))}
          value={digest}
          onChange={setChosen}
          className="sw-fit"
        />
      )}
      <Text digest={digest} />
    </Stack>
  );
}

function Text({ digest }: { digest: string }) {
  const repository = useRepository();
  const query = useManifest(repository, digest);
  return (
    <QueryView query={query}>
      {({ manifest }) => (
        <div className="sw-command sw-manifest">
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a part that scrolls must be reachable */}
          <pre className="sw-command-text" tabIndex={0}>
            <code>{indented(manifest)}</code>
          </pre>
          <CopyButton value={manifest} label="manifest" />
        </div>
      )}
    </QueryView>
  );
}

function indented(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    // Shown as it is.
    return text;
  }
}
