import { ActionIcon, CopyButton as MantineCopyButton, Tooltip } from '@mantine/core';
import { Check, Copy } from 'lucide-react';

/** Copies a text; says so for a moment. */
export function CopyButton({
  value,
  label,
  size = 'sm',
}: {
  value: string;
  /** What is copied: `digest`, `pull command`. */
  label: string;
  size?: 'xs' | 'sm' | 'md';
}) {
  const pixels = size === 'xs' ? 13 : 15;
  return (
    <MantineCopyButton value={value} timeout={1600}>
      {({ copied, copy }) => (
        <Tooltip label={copied ? 'Copied' : `Copy ${label}`}>
          <ActionIcon
            className="sw-copy"
            variant="subtle"
            color={copied ? 'green' : 'gray'}
            size={size}
            onClick={copy}
            aria-label={copied ? `Copied ${label}` : `Copy ${label}`}
          >
            {copied ? <Check size={pixels} /> : <Copy size={pixels} />}
          </ActionIcon>
        </Tooltip>
      )}
    </MantineCopyButton>
  );
}
