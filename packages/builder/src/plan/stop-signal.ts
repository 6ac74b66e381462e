import { invalid } from './plan-error.ts';

const names = new Set(
  `ABRT ALRM BUS CHLD CLD CONT FPE HUP ILL INT IO IOT KILL PIPE POLL PROF PWR QUIT SEGV STKFLT STOP
   SYS TERM TRAP TSTP TTIN TTOU URG USR1 USR2 VTALRM WINCH XCPU XFSZ RTMIN RTMAX`.split(/\s+/),
);
for (let n = 1; n <= 15; n++) names.add(`RTMIN+${n}`);
for (let n = 1; n <= 14; n++) names.add(`RTMAX-${n}`);

/** Throws INVALID_DOCKERFILE for a STOPSIGNAL that is neither a signal's name nor a number but 0. */
export function checkStopSignal(signal: string): void {
  const known = /^[+-]?\d+$/.test(signal)
    ? Number(signal) !== 0
    : names.has(signal.toUpperCase().replace(/^SIG/, ''));
  if (!known) throw invalid(`invalid signal: ${signal}`);
}
