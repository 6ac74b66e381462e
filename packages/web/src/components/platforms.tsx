import { Badge, Group, Tooltip } from '@mantine/core';
import { formatPlatform, type PlatformName } from '../format/platform.ts';

/** Platforms of an image; beyond a few, how many more. */
export function Platforms({
  values,
  most = 3,
}: {
  values: readonly PlatformName[];
  most?: number;
}) {
  const names = [...new Set(values.map(formatPlatform))].filter(
    (name) => name !== 'unknown/unknown',
  );
  if (names.length === 0) return <span className="sw-quiet">–</span>;
  const hidden = names.slice(most);
  return (
    <Group gap={4} wrap="wrap">
      {names.slice(0, most).map((name) => (
        <Badge key={name} className="sw-platform" size="sm">
          {name}
        </Badge>
      ))}
      {hidden.length > 0 && (
        <Tooltip label={hidden.join(', ')}>
          <Badge className="sw-platform" size="sm" tabIndex={0}>
            +{hidden.length}
          </Badge>
        </Tooltip>
      )}
    </Group>
  );
}
