import { CircleAlert, CircleCheck } from 'lucide-react';

/** Whether something works, told by word, shape and colour. */
export function HealthState({ ok }: { ok: boolean }) {
  return (
    <span className="sw-state" data-state={ok ? 'good' : 'bad'}>
      {ok ? <CircleCheck size={16} aria-hidden /> : <CircleAlert size={16} aria-hidden />}
      {ok ? 'Works' : 'Does not work'}
    </span>
  );
}
