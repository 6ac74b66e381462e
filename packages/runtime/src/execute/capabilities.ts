/** What Docker and BuildKit leave to a container: CapEff a80425fb. */
export const defaultCapabilities: readonly string[] = [
  'CAP_CHOWN',
  'CAP_DAC_OVERRIDE',
  'CAP_FSETID',
  'CAP_FOWNER',
  'CAP_MKNOD',
  'CAP_NET_RAW',
  'CAP_SETGID',
  'CAP_SETUID',
  'CAP_SETFCAP',
  'CAP_SETPCAP',
  'CAP_NET_BIND_SERVICE',
  'CAP_SYS_CHROOT',
  'CAP_KILL',
  'CAP_AUDIT_WRITE',
];

/** Names by number, capabilities(7). */
const names = `chown dac_override dac_read_search fowner fsetid kill setgid setuid setpcap
  linux_immutable net_bind_service net_broadcast net_admin net_raw ipc_lock ipc_owner sys_module
  sys_rawio sys_chroot sys_ptrace sys_pacct sys_admin sys_boot sys_nice sys_resource sys_time
  sys_tty_config mknod lease audit_write audit_control setfcap mac_override mac_admin syslog
  wake_alarm block_suspend audit_read perfmon bpf checkpoint_restore`.split(/\s+/u);

/** Every capability there is, as `CAP_NET_ADMIN`. */
export const knownCapabilities: readonly string[] = names.map(
  (name) => `CAP_${name.toUpperCase()}`,
);

/**
 * Every capability that a process may hand on, read from its /proc/…/status: a runtime refuses to
 * give away what its own bounding set lacks.
 */
export function heldCapabilities(processStatus: string): string[] {
  const mask = BigInt(`0x${/^CapBnd:\s*([0-9a-f]+)$/mu.exec(processStatus)?.[1] ?? '0'}`);
  return knownCapabilities.filter((_, number) => (mask >> BigInt(number)) & 1n);
}
