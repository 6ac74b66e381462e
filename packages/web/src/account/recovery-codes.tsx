import { Alert, Button, Group, Stack } from '@mantine/core';
import { Download, LifeBuoy, Printer } from 'lucide-react';
import { CopyButton } from '../components/copy-button.tsx';
import { saveFile } from '../components/save-file.ts';

/** Recovery codes, which the hub shows this once: to copy, save or print. */
export function RecoveryCodes({
  codes,
  account,
  onDone,
}: {
  codes: readonly string[];
  account: string;
  onDone: () => void;
}) {
  const text = `${codes.join('\n')}\n`;
  const heading = `Recovery codes of ${account} at ${window.location.host}`;
  return (
    <Alert
      color="harbor"
      icon={<LifeBuoy size={18} />}
      title="Your recovery codes"
      role="status"
      className="sw-printed"
    >
      <Stack gap="md">
        <span>
          Each signs you in once when you have lost your authenticator. They cannot be shown again:
          keep them where your phone is not.
        </span>
        <p className="sw-print-only">{heading}</p>
        <ul className="sw-recovery" aria-label="Recovery codes">
          {codes.map((code) => (
            <li key={code}>{code}</li>
          ))}
        </ul>
        <Group gap="xs" className="sw-no-print">
          <CopyButton value={text} label="recovery codes" size="md" />
          <Button
            size="xs"
            variant="default"
            leftSection={<Download size={14} />}
            onClick={() => saveFile(`recovery-codes-${account}.txt`, `${heading}\n\n${text}`)}
          >
            Download
          </Button>
          <Button
            size="xs"
            variant="default"
            leftSection={<Printer size={14} />}
            onClick={() => window.print()}
          >
            Print
          </Button>
          <Button size="xs" onClick={onDone}>
            I have kept them
          </Button>
        </Group>
      </Stack>
    </Alert>
  );
}
