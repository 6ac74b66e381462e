import { Select } from '@mantine/core';

export type Permission = 'read' | 'write' | 'admin';

const options: { value: Permission; label: string }[] = [
  { value: 'read', label: 'Read: pull' },
  { value: 'write', label: 'Write: pull and push' },
  { value: 'admin', label: 'Admin: settings, deletions too' },
];

/** Chooses what somebody may do with a repository. */
export function PermissionSelect({
  label,
  value,
  onChange,
}: {
  label: string;
  value: Permission;
  onChange: (permission: Permission) => void;
}) {
  return (
    <Select
      aria-label={label}
      data={options}
      value={value}
      allowDeselect={false}
      onChange={(next) => onChange((next ?? value) as Permission)}
      w={250}
    />
  );
}
